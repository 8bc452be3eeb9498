//! The grammatical offices of words that are not findings: what denies, doubts, ends a scope, names a person.
//! What must not live here: the words themselves, which are the lexicon's.

/// What a cue word does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cue {
    NegationBefore,
    NegationAfter,
    NegationEnd,
    /// `尚可`, "is fine": after what is as it should be.
    Normal,
    Uncertain,
    Hedge,
    Past,
    Resolved,
    /// Something that befell once and is no complaint: an accident, an operation, a stay in hospital.
    Event,
    /// What leads from what befell long ago back to today, or says that it goes on: "these days", "ever since".
    Now,
    /// That nothing ails the one who writes: "I'm fine myself", `我自己没啥不舒服`.
    Unharmed,
    /// One who is no relative: a neighbour, a colleague.
    Stranger,
    /// That what befell another is over or in other hands: "last week", `救护车拉走的`.
    Over,
    /// That another is in others' hands, or dead: `送去抢救了`, "has died".
    Taken,
    /// Years of which only a story can be told: "when I was small", `年轻时`.
    LongAgo,
    /// Tired in an adult, a sign of danger in a child: "lethargic", `没精神`.
    Listless,
    /// Other places than the one complained of: "no pain elsewhere" leaves the pain where it is.
    Elsewhere,
    Family,
    /// Words of one who expects a child, beside which a number of weeks is a pregnancy's: "bump", "waters".
    Expectant,
    Question,
    Cancer,
    Hypothetical,
    /// The whole message is a riddle or a test: "multiple choice".
    Quiz,
    /// A question about an illness in general: "what are the symptoms of".
    General,
    Worsening,
    /// Before what was only dreamt: "dreamt that", `梦见`.
    Dream,
    /// "Relieved by", before what relieves.
    RelievedBy,
    /// `缓解`, after what relieves.
    Relieves,
    Myself,
    Child,
    Parent,
    OtherPerson,
    Male,
    Female,
    Sudden,
    Gradual,
    Yes,
    No,
    DontKnow,
    Correction,
    Greeting,
    Thanks,
    Stop,
    Insult,
    Injection,
    Skip,
    StopWord,
    Gap,
    Mild,
    Moderate,
    Severe,
    Intensifier,
    SelfHarm,
    /// Being done now, or done.
    SelfHarmNow,
    HarmToOthers,
    Abuse,
    Emergency,
}

impl Cue {
    /// The cue a group of the lexicon stands for.
    pub fn parse(group: &str) -> Option<Cue> {
        Some(match group {
            "negation_before" => Cue::NegationBefore,
            "negation_after" => Cue::NegationAfter,
            "negation_end" => Cue::NegationEnd,
            "normal" => Cue::Normal,
            "uncertain" => Cue::Uncertain,
            "hedge" => Cue::Hedge,
            "past" => Cue::Past,
            "resolved" => Cue::Resolved,
            "event" => Cue::Event,
            "elsewhere" => Cue::Elsewhere,
            "unharmed" => Cue::Unharmed,
            "over" => Cue::Over,
            "stranger" => Cue::Stranger,
            "taken" => Cue::Taken,
            "long_ago" => Cue::LongAgo,
            "listless" => Cue::Listless,
            "family" => Cue::Family,
            "expectant" => Cue::Expectant,
            "now" => Cue::Now,
            "question" => Cue::Question,
            "cancer" => Cue::Cancer,
            "hypothetical" => Cue::Hypothetical,
            "quiz" => Cue::Quiz,
            "general" => Cue::General,
            "dream" => Cue::Dream,
            "worsening" => Cue::Worsening,
            "relieved_by" => Cue::RelievedBy,
            "relieves" => Cue::Relieves,
            "self" => Cue::Myself,
            "child" => Cue::Child,
            "parent" => Cue::Parent,
            "other_person" => Cue::OtherPerson,
            "male" => Cue::Male,
            "female" => Cue::Female,
            "sudden" => Cue::Sudden,
            "gradual" => Cue::Gradual,
            "yes" => Cue::Yes,
            "no" => Cue::No,
            "dont_know" => Cue::DontKnow,
            "correction" => Cue::Correction,
            "greeting" => Cue::Greeting,
            "thanks" => Cue::Thanks,
            "stop" => Cue::Stop,
            "insult" => Cue::Insult,
            "injection" => Cue::Injection,
            "skip" => Cue::Skip,
            "stop_word" => Cue::StopWord,
            "gap" => Cue::Gap,
            "mild" => Cue::Mild,
            "moderate" => Cue::Moderate,
            "severe" => Cue::Severe,
            "intensifier" => Cue::Intensifier,
            "alarm_self_harm_now" => Cue::SelfHarmNow,
            "alarm_self_harm" => Cue::SelfHarm,
            "alarm_harm_to_others" => Cue::HarmToOthers,
            "alarm_abuse" => Cue::Abuse,
            "alarm_emergency" => Cue::Emergency,
            _ => return None,
        })
    }
}
