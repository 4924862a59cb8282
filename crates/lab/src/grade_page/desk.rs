//! Grades for the page, one at a time: whoever asks often waits, and the lab goes on beside it.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use movie_guru_grader::report::{Options, grade_on};
use movie_guru_grader::{Grade, Submission, Timeline};
use movie_guru_monitor::slos::Board;
use movie_guru_slo::SloSet;
use movie_guru_workshop::grading::{Reading, of_slos};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// So many may wait; the next is sent away.
const MOST_WAITING: usize = 8;

/// No grade is to be had just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoGrade {
    /// Too many wait already.
    Crowded,
    /// Something broke; the log says what.
    Broken,
}

/// Where grades are made.
pub(super) struct Desk {
    board: Arc<Board>,
    timelines: Arc<Vec<Timeline>>,
    one: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    own: Mutex<Option<Arc<Own>>>,
}

/// The grade of the lab's own SLOs and alerts, as it comes to be.
pub(super) struct Own {
    set: Arc<SloSet>,
    /// What is graded.
    pub(super) reading: Reading,
    done: AtomicUsize,
    of: AtomicUsize,
    grade: watch::Sender<Option<Result<Arc<Grade>, NoGrade>>>,
}

impl Own {
    /// How many steps of how many are done.
    pub(super) fn progress(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed))
    }

    /// The grade, where it is there.
    pub(super) fn known(&self) -> Option<Result<Arc<Grade>, NoGrade>> {
        self.grade.borrow().clone()
    }

    /// The grade, as soon as it is there.
    pub(super) async fn grade(&self) -> Result<Arc<Grade>, NoGrade> {
        let mut grade = self.grade.subscribe();
        let known = grade.wait_for(Option::is_some).await.map_err(|_| NoGrade::Broken)?;
        known.clone().unwrap_or(Err(NoGrade::Broken))
    }
}

impl Desk {
    pub(super) fn new(board: Arc<Board>) -> Arc<Self> {
        Arc::new(Self {
            board,
            timelines: Arc::new(Timeline::all()),
            one: Arc::new(Semaphore::new(1)),
            queue: Arc::new(Semaphore::new(MOST_WAITING)),
            own: Mutex::default(),
        })
    }

    /// A timeline.
    pub(super) fn timeline(&self, name: &str) -> Option<Timeline> {
        self.timelines.iter().find(|timeline| timeline.name == name).cloned()
    }

    /// The grade of the lab's own, which is begun where SLOs have changed.
    pub(super) fn own(&self) -> Arc<Own> {
        let set = self.board.slos();
        let mut own = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        // A grade that broke is begun anew.
        let is_good = |own: &&Arc<Own>| Arc::ptr_eq(&own.set, &set) && !matches!(own.known(), Some(Err(_)));
        if let Some(own) = own.as_ref().filter(is_good) {
            return Arc::clone(own);
        }
        let reading = of_slos(&set.slos);
        let fresh = Own { set, reading, done: 0.into(), of: 0.into(), grade: watch::channel(None).0 };
        let fresh = Arc::new(fresh);
        *own = Some(Arc::clone(&fresh));
        tokio::spawn(self.begin(Arc::clone(&fresh)));
        fresh
    }

    fn begin(&self, own: Arc<Own>) -> impl Future<Output = ()> + Send + use<> {
        let (one, timelines) = (Arc::clone(&self.one), Arc::clone(&self.timelines));
        async move {
            let told = Arc::clone(&own);
            let progress = move |done, of| {
                told.done.fetch_max(done, Ordering::Relaxed);
                told.of.store(of, Ordering::Relaxed);
            };
            let grade = match one.acquire_owned().await {
                Ok(turn) => at_work(own.reading.submission.clone(), timelines, progress, turn).await,
                Err(_) => Err(NoGrade::Broken),
            };
            own.grade.send_replace(Some(grade.map(Arc::new)));
        }
    }

    /// A grade of something else, on all timelines.
    pub(super) async fn grade(&self, submission: Submission) -> Result<Grade, NoGrade> {
        self.after_others(submission, Arc::clone(&self.timelines)).await
    }

    /// A grade on one timeline.
    pub(super) async fn grade_on(&self, submission: Submission, timeline: Timeline) -> Result<Grade, NoGrade> {
        self.after_others(submission, Arc::new(vec![timeline])).await
    }

    async fn after_others(&self, submission: Submission, timelines: Arc<Vec<Timeline>>) -> Result<Grade, NoGrade> {
        let _waiting = self.queue.try_acquire().map_err(|_| NoGrade::Crowded)?;
        let turn = Arc::clone(&self.one).acquire_owned().await.map_err(|_| NoGrade::Broken)?;
        at_work(submission, timelines, |_, _| (), turn).await
    }
}

/// The turn is over when the grade is made, whether or not anybody still waits for it.
async fn at_work(
    submission: Submission,
    timelines: Arc<Vec<Timeline>>,
    progress: impl Fn(usize, usize) + Send + Sync + 'static,
    turn: OwnedSemaphorePermit,
) -> Result<Grade, NoGrade> {
    let working = tokio::task::spawn_blocking(move || {
        let options = Options { timelines: &timelines, recorded: Vec::new(), progress: &progress };
        let grade = grade_on(&submission, options, threads());
        drop(turn);
        grade
    });
    working.await.map_err(|error| {
        tracing::error!(%error, "a grade broke");
        NoGrade::Broken
    })
}

/// Half of the processors: the lab has people to serve.
fn threads() -> NonZeroUsize {
    let all = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    NonZeroUsize::new(all / 2).unwrap_or(NonZeroUsize::MIN)
}
