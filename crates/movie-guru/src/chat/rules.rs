//! stand-in
use super::*;
use crate::store::catalogue::Catalogue;
use std::sync::Arc;
/// x
pub struct RuleEngine(Arc<Catalogue>);
impl RuleEngine {
    /// x
    pub fn new(c: Arc<Catalogue>) -> Self {
        Self(c)
    }
}
#[async_trait]
impl ChatEngine for RuleEngine {
    async fn reply(&self, _: Turn<'_>) -> Result<Reply, EngineError> {
        let films = self.0.films()[..2].to_vec();
        Ok(Reply {
            intent: Intent::Greet,
            result: ChatResult::Success,
            answer: format!("**{}**", films[0].title),
            films,
            taste: vec![],
            outcome: Outcome::Unclassified,
            sentiment: Sentiment::Neutral,
            memory: serde_json::Value::Null,
        })
    }
}
