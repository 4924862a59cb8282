//! A program in a process of its own, and what it says.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::waiting::wait_for;

/// A running program. Dropped, it is killed.
#[derive(Debug)]
pub struct Running {
    /// The process.
    pub process: Child,
    said: Arc<Mutex<Vec<String>>>,
    readers: Vec<JoinHandle<()>>,
}

impl Running {
    /// Starts it. Output and errors are read to their ends, so that it never waits for a reader.
    ///
    /// # Errors
    /// Where there is no such program.
    pub fn start(command: &mut Command) -> std::io::Result<Self> {
        let mut process = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let outputs: [Option<Box<dyn Read + Send>>; 2] =
            [process.stdout.take().map(|out| Box::new(out) as _), process.stderr.take().map(|err| Box::new(err) as _)];
        let reader = |output: Box<dyn Read + Send>| {
            let said = Arc::clone(&said);
            std::thread::spawn(move || {
                let lines = BufReader::new(output).lines().map_while(Result::ok);
                lines.for_each(|line| said.lock().unwrap().push(line));
            })
        };
        let readers = outputs.into_iter().flatten().map(reader).collect();
        Ok(Self { process, said, readers })
    }

    /// All lines so far.
    pub fn said(&self) -> Vec<String> {
        self.said.lock().unwrap().clone()
    }

    /// All that it said by its end, which must have come.
    pub fn all_said(&mut self) -> String {
        self.readers.drain(..).for_each(|reader| reader.join().unwrap());
        self.said().join("\n")
    }

    /// Waits for a line in which something is found; blocks. Panics where the program ends without it.
    pub fn line<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        let mut found = None;
        wait_for(what, || {
            // Looked at first: what it said before its end counts.
            let ended = self.process.try_wait().unwrap();
            found = self.said().iter().find_map(|line| find(line));
            assert!(found.is_some() || ended.is_none(), "it ended, {ended:?}, without {what}: {:#?}", self.said());
            found.is_some()
        });
        found.unwrap()
    }

    /// Sends a signal, by its name with a dash.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.process.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
