//! A counter as another team would write it: a key, a journal, signed requests.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{BelfioreCode, Clock, clock::SystemClock};
use protocol::modi::{self, Content, Headers, Request};
use protocol::sign::{PublicKey, SecretKey, Signed};
use protocol::wire::{
    self, Batch, CounterId, Enrolled, EnrolmentCode, EnrolmentRequest, FeedPage, MEDIA_TYPE,
};
use protocol::{Body, Entry};
use rand_core::{OsRng, RngCore};

use crate::server::{Answer, Server, get, post};

pub(crate) struct Counter {
    pub(crate) id: CounterId,
    pub(crate) key: SecretKey,
    pub(crate) centre: PublicKey,
    pub(crate) client: ureq::Agent,
    pub(crate) url: String,
    pub(crate) journal: Vec<Entry>,
}

pub(crate) fn now() -> DateTime<Utc> {
    SystemClock.now()
}

/// Returns what a counter of a comune sends to be enrolled with a code.
pub(crate) fn enrolment(code: &str, comune: &str, key: &SecretKey) -> Vec<u8> {
    let code: EnrolmentCode = code.parse().expect("a code");
    let request = EnrolmentRequest {
        version: wire::VERSION,
        secret: code.secret.to_vec(),
        counter: CounterId {
            comune: BelfioreCode(comune.to_owned()),
            counter: "01".to_owned(),
        },
        number_used: false,
        key: key.public().to_bytes(),
        nonce: [3; 16],
    };
    let signed = Signed::new(&request, key).expect("a request has an encoding");
    signed.encode()
}

impl Counter {
    /// Enrols a new counter and gives it a journal of so many acts.
    pub(crate) fn enrol(server: &Server, comune: &str, acts: usize) -> Self {
        let code = server.verb(&["enrol", "--comune", comune]);
        let code = code["code"].as_str().expect("a code");
        let key = SecretKey::generate(&mut OsRng);
        let client = server.client();
        let answer = post(
            &client,
            &format!("{}/v1/enrolments", server.url),
            &[("content-type", MEDIA_TYPE)],
            &enrolment(code, comune, &key),
        );
        assert_eq!(answer.status, 200, "{answer:?}");
        let signed = Signed::<Enrolled>::decode(&answer.body).expect("an answer");
        let claimed = signed.claimed().expect("an answer");
        let centre = PublicKey::from_bytes(&claimed.centre_key).expect("a key");
        let enrolled = signed.open(&centre).expect("the centre signed it");
        let first = Entry::first(
            &enrolled.counter.counter,
            now(),
            "m.rossi",
            &Body::SessionOpened {},
        );
        let mut journal = vec![first];
        while journal.len() < acts {
            let last = journal.last().expect("it has a first");
            journal.push(last.next(now(), "m.rossi", &Body::SessionOpened {}));
        }
        Self {
            id: enrolled.counter,
            key,
            centre,
            client,
            url: server.url.clone(),
            journal,
        }
    }

    pub(crate) fn request<'a>(&'a self, audience: &'a str) -> Request<'a> {
        let mut nonce = [0; 16];
        OsRng.fill_bytes(&mut nonce);
        Request {
            counter: &self.id,
            audience,
            at: now(),
            nonce,
        }
    }

    pub(crate) fn audience(&self) -> String {
        modi::audience(&self.centre)
    }

    pub(crate) fn batch(&self) -> Vec<u8> {
        Batch::new(&self.id, 1, &self.journal, "prova 1", &self.key).encode()
    }

    pub(crate) fn sign(&self, content: &Content) -> Headers {
        self.request(&self.audience()).headers(&self.key, content)
    }

    /// Delivers bytes as a batch, with headers that are right for them.
    pub(crate) fn deliver(&self, bytes: &[u8]) -> Answer {
        let headers = self.sign(&cbor(bytes));
        self.deliver_with(&headers, bytes, &[])
    }

    pub(crate) fn deliver_with(
        &self,
        headers: &Headers,
        bytes: &[u8],
        more: &[(&str, &str)],
    ) -> Answer {
        let mut all = vec![
            ("authorization", headers.authorization.as_str()),
            (modi::SIGNATURE_HEADER, headers.signature.as_str()),
            (modi::DIGEST_HEADER, headers.digest.as_str()),
        ];
        if !more.iter().any(|(name, _)| *name == "content-type") {
            all.push(("content-type", MEDIA_TYPE));
        }
        all.extend(more);
        post(
            &self.client,
            &format!("{}/v1/journal", self.url),
            &all,
            bytes,
        )
    }

    pub(crate) fn opened(&self, answer: &Answer) -> wire::Answer {
        let signed = Signed::<wire::Answer>::decode(&answer.body).expect("an answer");
        signed.open(&self.centre).expect("the centre signed it")
    }

    /// Asks for the feed after a row, as if the clock were ahead by so much.
    pub(crate) fn feed_at(&self, after: u64, ahead: TimeDelta, more: &[(&str, &str)]) -> Answer {
        let audience = self.audience();
        let mut request = self.request(&audience);
        request.at += ahead;
        let authorization = request.authorization(&self.key);
        let mut all = vec![("authorization", authorization.as_str())];
        all.extend(more);
        let url = format!("{}/v1/feed?after={after}&epoch=0&seq=0", self.url);
        get(&self.client, &url, &all)
    }

    pub(crate) fn feed(&self, after: u64) -> FeedPage {
        let answer = self.feed_at(after, TimeDelta::zero(), &[]);
        assert_eq!(answer.status, 200, "{answer:?}");
        self.page(&answer.body)
    }

    /// Asks for the feed as a counter that has its own acts up to `seq`.
    pub(crate) fn feed_having(&self, seq: u64) -> FeedPage {
        let authorization = self.request(&self.audience()).authorization(&self.key);
        let url = format!("{}/v1/feed?after=0&epoch=1&seq={seq}", self.url);
        let answer = get(&self.client, &url, &[("authorization", &authorization)]);
        assert_eq!(answer.status, 200, "{answer:?}");
        self.page(&answer.body)
    }

    pub(crate) fn page(&self, bytes: &[u8]) -> FeedPage {
        let signed = Signed::<FeedPage>::decode(bytes).expect("a page");
        signed.open(&self.centre).expect("the centre signed it")
    }
}

pub(crate) fn cbor(bytes: &[u8]) -> Content<'_> {
    Content {
        bytes,
        media_type: MEDIA_TYPE,
        encoding: None,
    }
}
