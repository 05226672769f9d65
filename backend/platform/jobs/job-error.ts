interface JobError {
  /** Of `backend/docs/errors.md`. */
  readonly code: string;
  /** One English sentence. */
  readonly detail: string;
}

/** What the column `Job.error` holds for a fault: JSON. */
export function jobErrorText({ code, detail }: JobError): string {
  return JSON.stringify({ code, detail });
}

/** The column `Job.error` as views give it; a row of an earlier version holds the detail alone, and then has no code. */
export function readJobError(stored: string | null): { error: string | null; errorCode: string | null } {
  const fault = stored === null ? null : parsed(stored);
  return fault === null ? { error: stored, errorCode: null } : { error: fault.detail, errorCode: fault.code };
}

function parsed(text: string): JobError | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('code' in value) || !('detail' in value)) return null;
  const { code, detail } = value;
  return typeof code === 'string' && typeof detail === 'string' ? { code, detail } : null;
}
