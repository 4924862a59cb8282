//! What labels can say, where the list of values is short and ours.

use crate::declare::rows;

rows! {
    /// The two values of the label `result`.
    enum CallResult;
    /// The label's value.
    fn name -> &'static str;

    /// The right content came back.
    Success = "success";
    /// Anything else.
    Error = "error";
}

rows! {
    /// How the turn before was taken by the person: the label `Outcome`.
    enum Outcome;
    /// The label's value.
    fn name -> &'static str;

    /// They go on with it: ask for details or for more of the same.
    Engaged = "Engaged";
    /// They take note: thanks, fine, good.
    Acknowledged = "Acknowledged";
    /// They do not want it.
    Rejected = "Rejected";
    /// They talk about something that has nothing to do with it.
    Irrelevant = "Irrelevant";
    /// Nothing can be said, for example at the first message.
    Unclassified = "Unclassified";
}

rows! {
    /// The tone of the person's message: the label `Sentiment`.
    enum Sentiment;
    /// The label's value.
    fn name -> &'static str;

    /// Pleased.
    Positive = "Positive";
    /// Displeased.
    Negative = "Negative";
    /// Neither.
    Neutral = "Neutral";
    /// Nothing can be said.
    Unclassified = "Unclassified";
}

rows! {
    /// What a pooled database connection is doing: the label `state`.
    enum PoolState;
    /// The label's value.
    fn name -> &'static str;

    /// Open, busy or not.
    Open = "open";
    /// Open and free.
    Idle = "idle";
    /// A request that waits for one.
    Waiting = "waiting";
}
