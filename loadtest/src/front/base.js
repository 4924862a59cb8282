// For a load generator below a path: Goose's script asks by addresses that begin at the root, and so does the lab's own.
// Both are led below the path, which this script knows from its own address. Loaded before either, and only where there
// is a path.
"use strict";
(() => {
  const root = new URL("..", document.currentScript.src).pathname.replace(/\/$/, "");
  const led = (address) => (typeof address === "string" && address.startsWith("/") ? root + address : address);

  const { fetch: ask, EventSource: Stream } = window;
  window.fetch = (address, options) => ask(led(address), options);
  window.EventSource = class extends Stream {
    constructor(address, options) {
      super(led(address), options);
    }
  };
})();
