//! How soon, and where, a person should be seen: five levels and the two-week referral, in one order.
//! Urgency only rises: the single way to combine two is [`Urgency::raise`].

use serde::{Deserialize, Serialize};

/// How soon a person should be seen. The order of the variants is the order of urgency, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Care at home, with what to watch for.
    SelfCare,
    /// An ordinary appointment.
    Routine,
    #[serde(rename = "referral_within_2_weeks")]
    /// A specialist within two weeks, because something serious must be ruled out.
    ReferralWithin2Weeks,
    #[serde(rename = "urgent_within_24h")]
    /// A doctor today or tomorrow.
    UrgentWithin24h,
    /// An emergency department now, by one's own means.
    EmergencyNow,
    /// Call an ambulance (120 in China).
    CallAmbulance,
}

impl Urgency {
    /// Every urgency, least urgent first.
    pub const ALL: [Urgency; 6] = [
        Urgency::SelfCare,
        Urgency::Routine,
        Urgency::ReferralWithin2Weeks,
        Urgency::UrgentWithin24h,
        Urgency::EmergencyNow,
        Urgency::CallAmbulance,
    ];

    /// The more urgent of the two: nothing lowers an urgency.
    ///
    /// ```
    /// use facts::Urgency::*;
    /// assert_eq!(EmergencyNow.raise(Routine), EmergencyNow);
    /// assert_eq!(Routine.raise(CallAmbulance), CallAmbulance);
    /// ```
    pub fn raise(self, other: Urgency) -> Urgency {
        self.max(other)
    }

    /// The permanent name used in files, records and the API.
    pub fn id(self) -> &'static str {
        match self {
            Urgency::SelfCare => "self_care",
            Urgency::Routine => "routine",
            Urgency::ReferralWithin2Weeks => "referral_within_2_weeks",
            Urgency::UrgentWithin24h => "urgent_within_24h",
            Urgency::EmergencyNow => "emergency_now",
            Urgency::CallAmbulance => "call_ambulance",
        }
    }

    /// Whether this means an emergency department or an ambulance.
    pub fn is_emergency(self) -> bool {
        self >= Urgency::EmergencyNow
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_name_and_id_are_the_same_word() {
        for urgency in Urgency::ALL {
            let written = serde_json::to_string(&urgency).expect("an enum serialises");
            assert_eq!(written.trim_matches('"'), urgency.id());
        }
    }

    #[test]
    fn raising_never_lowers() {
        for a in Urgency::ALL {
            for b in Urgency::ALL {
                assert!(a.raise(b) >= a && a.raise(b) >= b);
            }
        }
    }
}
