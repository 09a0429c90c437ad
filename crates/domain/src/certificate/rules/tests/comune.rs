//! What a comune sets for itself, and what each kind costs.

use super::kinds::{enter, past};
use super::*;
use crate::certificate::catalogue::{
    Amount, Issuing, OwnAmount, OwnPolicy, OwnSwitch, Period, Switch,
};

#[test]
fn the_comune_says_who_issues_a_kind() {
    let policy = |issuing| OwnPolicy {
        code: CertificateCode("AN08".to_owned()),
        issuing,
        period: Period {
            from: "2026-01-01".parse().unwrap(),
            until: None,
        },
    };
    let mut setting = Setting::of(&[resident()]);
    setting.own.policies = vec![policy(Issuing::Anpr)];
    setting.check(&ask(&["AN08"]), &resident(), &["anpr_only"]);
    setting.check(&ask(&["AN07"]), &resident(), &[]);
    setting.own.policies = vec![policy(Issuing::Emergency)];
    setting.check(&ask(&["AN08"]), &resident(), &["emergency_only"]);
    setting.emergency_open = true;
    setting.check(&ask(&["AN08"]), &resident(), &[]);
    setting.today = "2025-12-31".parse().unwrap();
    setting.emergency_open = false;
    setting.check(&ask(&["AN08"]), &resident(), &[]);
}

#[test]
fn history_by_hand_is_paid_by_the_name_and_civil_status_never() {
    let mut setting = Setting::of(&[resident()]);
    let mut request = past(&["AN22"]);
    enter(
        &mut request,
        "household_on_day",
        "ROSSI MARIO\nROSSI ANNA\n\nBIANCHI LUCA",
    );
    let fee = |setting: &Setting, request: &CertificateRequest| {
        setting.decide(request, &resident()).unwrap().fee
    };
    assert_eq!(fee(&setting, &request), Cents(52), "made by the program");
    let period = Period {
        from: "2026-01-01".parse().unwrap(),
        until: None,
    };
    setting.own.switches = vec![OwnSwitch {
        what: Switch::HandmadeHistory,
        on: true,
        period,
    }];
    assert_eq!(fee(&setting, &request), Cents(3 * 516));
    request.exempt_use = exempt("ES09");
    assert_eq!(fee(&setting, &request), Cents(3 * 258));
    setting.own.amounts = vec![OwnAmount {
        what: Amount::HistoryExempt,
        cents: Cents(250),
        period,
    }];
    assert_eq!(fee(&setting, &request), Cents(3 * 250));
    let mut born_here = ask(&["SC01"]);
    enter(
        &mut born_here,
        "birth_act",
        "n. 7, parte 1, serie A, anno 1978",
    );
    let decision = setting.decide(&born_here, &resident()).unwrap();
    assert_eq!(
        (decision.stamp_duty, decision.fee),
        (Cents::ZERO, Cents::ZERO)
    );
    assert!(
        decision.stamp_text.contains("L. 405/1990"),
        "{}",
        decision.stamp_text
    );
}

#[test]
fn an_identity_card_costs_its_three_dues_and_a_duplicate_one_more() {
    let mut request = ask(&["CI02"]);
    enter(&mut request, "case_number", "CA123");
    assert_eq!(run(&request, &resident()).unwrap().fee, Cents(2221));
    enter(&mut request, "duplicate", "duplicato");
    assert_eq!(run(&request, &resident()).unwrap().fee, Cents(2737));
}

#[test]
fn an_act_that_always_pays_the_stamp_admits_no_exemption() {
    let mut request = ask(&["AU03"]);
    for field in ["vehicle", "buyer", "identity"] {
        enter(&mut request, field, "come da atto");
    }
    assert_eq!(run(&request, &resident()).unwrap().stamp_duty, Cents(1600));
    request.exempt_use = exempt("ES09");
    check(&request, &resident(), &["never_exempt"]);
}

#[test]
fn a_stamp_duty_of_zero_without_exemption_is_refused() {
    let mut setting = Setting::of(&[resident()]);
    setting.own.amounts = vec![OwnAmount {
        what: Amount::StampDuty,
        cents: Cents::ZERO,
        period: Period {
            from: "2026-01-01".parse().unwrap(),
            until: None,
        },
    }];
    setting.check(&ask(&["AN08"]), &resident(), &["stamp_zero"]);
}
