/** What a source said, or that it failed or took too long. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false };

const TIMEOUT_MS = 2_000;

/** Asks a part that may be away, for a view that must show something anyway: it never throws and never waits long. */
export async function answerInTime<T>(source: Promise<T>, timeoutMs = TIMEOUT_MS): Promise<Answer<T>> {
  const { promise: late, resolve } = Promise.withResolvers<Answer<T>>();
  const timer = setTimeout(() => resolve({ ok: false }), timeoutMs);
  try {
    return await Promise.race([source.then((value) => ({ ok: true as const, value })), late]);
  } catch {
    // Failing and being late mean the same to the view: no figure now. The part itself logs the cause.
    return { ok: false };
  } finally {
    clearTimeout(timer);
  }
}
