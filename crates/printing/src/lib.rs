//! PDF bytes to a printer: CUPS over IPP, or the system viewer.
