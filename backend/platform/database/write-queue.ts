/** Lets one writer of this process in at a time, in the order they came. */
export class WriteQueue {
  #tail: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn; the caller must call the function it gets, once or more. */
  enter(): Promise<() => void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn = this.#tail.then(() => resolve);
    this.#tail = promise;
    return turn;
  }
}
