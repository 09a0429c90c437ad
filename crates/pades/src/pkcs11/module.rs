//! The program library of a card: loaded once, and what its errors mean.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, PoisonError};

use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};

use crate::error::SignError;

/// Modules stay loaded: PKCS#11 initialises one once per process, and some crash when unloaded.
static LOADED: LazyLock<Mutex<HashMap<PathBuf, Pkcs11>>> = LazyLock::new(Mutex::default);

/// Returns the module at a path, loading it the first time.
pub(super) fn module(path: &Path) -> Result<Pkcs11, SignError> {
    let failed = |source| SignError::Module {
        path: path.to_owned(),
        source,
    };
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(module) = loaded.get(path) {
        return Ok(module.clone());
    }
    let module = Pkcs11::new(path).map_err(failed)?;
    match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
        Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
        Err(error) => return Err(failed(error)),
    }
    loaded.insert(path.to_owned(), module.clone());
    Ok(module)
}

/// What an error of the card means for who signs.
pub(super) fn failed(error: Error) -> SignError {
    let Error::Pkcs11(code, _) = &error else {
        return SignError::Card(error);
    };
    match code {
        RvError::DeviceRemoved
        | RvError::TokenNotPresent
        | RvError::TokenNotRecognized
        | RvError::SlotIdInvalid
        | RvError::SessionHandleInvalid
        | RvError::SessionClosed => SignError::CardRemoved,
        RvError::PinIncorrect => SignError::PinWrong { last_try: false },
        RvError::PinLocked => SignError::PinLocked,
        RvError::PinInvalid
        | RvError::PinLenRange
        | RvError::PinExpired
        | RvError::UserPinNotInitialized => SignError::PinForm,
        RvError::KeyHandleInvalid | RvError::KeyFunctionNotPermitted => SignError::NoKey,
        _ => SignError::Card(error),
    }
}
