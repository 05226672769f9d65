/**
 * Many readers or one writer, in the order of asking: a reader that comes after a writer waits for it, so
 * nobody sees what a writer has not finished, and no stream of readers keeps a writer out.
 */
export class FairLock {
  #lastWriter: Promise<unknown> = Promise.resolve();
  readonly #readers = new Set<Promise<unknown>>();

  read<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#lastWriter.then(work);
    const settled = run.then(ignore, ignore);
    this.#readers.add(settled);
    void settled.then(() => this.#readers.delete(settled));
    return run;
  }

  write<T>(work: () => Promise<T>): Promise<T> {
    const before = [this.#lastWriter, ...this.#readers];
    this.#readers.clear();
    const run = Promise.all(before).then(work);
    this.#lastWriter = run.then(ignore, ignore);
    return run;
  }
}

function ignore(): void {
  return undefined;
}
