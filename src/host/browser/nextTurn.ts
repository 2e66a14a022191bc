/** Resolves after the event loop has processed what was waiting; a timer would wait four milliseconds each time. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const done = () => {
      port1.close();
      resolve();
    };
    Object.assign(port1, { onmessage: done });
    port2.postMessage(0);
  });
