//! How a counter becomes one of a centre's: by a code that a person carries.

use chrono::{DateTime, Utc};
use protocol::Body;
use protocol::sign::{PublicKey, SecretKey, Signed};
use protocol::wire::{self, CounterId, Enrolled, EnrolmentCode, EnrolmentRequest, MEDIA_TYPE};
use rand_core::{OsRng, RngCore};
use store::{Centre, Store};
use ureq::tls::TlsConfig;

use crate::line::{address, agent, read, refusal, trusting};
use crate::{Error, Result};

/// An enrolment under way. Only [`Enrolment::begin`] and [`Enrolment::keep`] need the store, and neither
/// waits for the line.
///
/// When the answer is lost the same code can be used again: the request is the same then, and the
/// centre gives its first answer.
pub struct Enrolment {
    url: String,
    code: EnrolmentCode,
    key: SecretKey,
    request: EnrolmentRequest,
}

/// What the centre answered, to be kept.
pub struct Accepted {
    enrolled: Enrolled,
    authority: Vec<u8>,
}

impl Enrolment {
    /// Prepares the request for a code, at the address of the centre that gave it.
    ///
    /// # Errors
    /// [`Error::BadCode`], [`Error::Address`]; the store fails.
    pub fn begin(store: &mut Store, code: &str, url: &str) -> Result<Self> {
        let url = address(url)?;
        let code: EnrolmentCode = code.parse().map_err(|_| Error::BadCode)?;
        let fresh = SecretKey::generate(&mut OsRng);
        let mut nonce = [0; 16];
        OsRng.fill_bytes(&mut nonce);
        let (secret, nonce) = store.enrolment(&code.digest(), &fresh.to_bytes(), nonce)?;
        let key = SecretKey::from_bytes(&secret)
            .ok_or_else(|| store::Error::Damaged("the key of an enrolment".to_owned()))?;
        let identity = store.identity();
        let request = EnrolmentRequest {
            version: wire::VERSION,
            secret: code.secret.to_vec(),
            counter: CounterId {
                comune: identity.belfiore.clone(),
                counter: identity.counter.clone(),
            },
            number_used: store.certificates_count(&store::CertificateFilter::default())? > 0,
            key: key.public().to_bytes(),
            nonce,
        };
        Ok(Self {
            url,
            code,
            key,
            request,
        })
    }

    /// Asks the centre.
    ///
    /// # Errors
    /// [`Error::BadCode`], [`Error::WrongCentre`], [`Error::NumberTaken`], [`Error::NoAnswer`].
    pub fn send(&self) -> Result<Accepted> {
        let (enrolled, authority) = send(self)?;
        Ok(Accepted {
            enrolled,
            authority,
        })
    }

    /// Keeps what the centre answered. Returns the number the counter has from now on.
    ///
    /// # Errors
    /// The store fails.
    pub fn keep(
        self,
        store: &mut Store,
        operator: &str,
        accepted: Accepted,
        at: DateTime<Utc>,
    ) -> Result<CounterId> {
        let Accepted {
            enrolled,
            authority,
        } = accepted;
        let centre = Centre {
            url: self.url,
            name: enrolled.centre.clone(),
            key: enrolled.centre_key.clone(),
            authority,
            secret: self.key.to_bytes(),
            revoked_at: None,
        };
        let body = Body::CounterEnrolled {
            centre: enrolled.centre,
            centre_kid: key_of(&enrolled.centre_key)?.kid(),
            counter: enrolled.counter.counter.clone(),
            kid: self.key.public().kid(),
        };
        store.enrol(at, operator, &centre, &body)?;
        Ok(enrolled.counter)
    }
}

/// Sends the request and returns the answer with the certificate of the centre's authority.
fn send(asked: &Enrolment) -> Result<(Enrolled, Vec<u8>)> {
    let url = &asked.url;
    // Whose certificate it is does not matter here: it is public, and its fingerprint is in the code. Nothing secret
    // goes over this connection.
    let anybody = agent(TlsConfig::builder().disable_verification(true).build());
    let authority = read(anybody.get(format!("{url}/v1/ca")).call())?;
    if authority.status != 200
        || EnrolmentCode::fingerprint(&authority.body) != asked.code.fingerprint
    {
        return Err(Error::WrongCentre);
    }
    let signed = Signed::new(&asked.request, &asked.key).map_err(Error::NotTheCentre)?;
    let reply = read(
        trusting(&authority.body)
            .post(format!("{url}/v1/enrolments"))
            .header("Content-Type", MEDIA_TYPE)
            .send(&signed.encode()),
    )?;
    if reply.status != 200 {
        return Err(refusal(reply.status, &reply.body));
    }
    let signed = Signed::<Enrolled>::decode(&reply.body).map_err(Error::NotTheCentre)?;
    // The key comes over a connection to the centre of the code: that is what makes it the centre's.
    let claimed = signed.claimed().map_err(Error::NotTheCentre)?;
    let enrolled = signed
        .open(&key_of(&claimed.centre_key)?)
        .map_err(Error::NotTheCentre)?;
    let fits = enrolled.nonce == asked.request.nonce
        && enrolled.counter.comune == asked.request.counter.comune;
    if fits {
        Ok((enrolled, authority.body))
    } else {
        Err(Error::WrongCentre)
    }
}

fn key_of(bytes: &[u8]) -> Result<PublicKey> {
    PublicKey::from_bytes(bytes).ok_or(Error::WrongCentre)
}
