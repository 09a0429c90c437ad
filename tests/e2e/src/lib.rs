//! The real window, driven by WebDriver under Xvfb.
