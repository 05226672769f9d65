import { describe, expect, it } from 'vitest';
import { jobErrorText, readJobError } from './job-error.ts';

describe('the error of a job', () => {
  it('gives back code and detail as they were kept', () => {
    const detail = 'The source "a\u0000b" has\nno customers.';
    expect(readJobError(jobErrorText({ code: 'dataset_empty', detail }))).toEqual({ error: detail, errorCode: 'dataset_empty' });
  });

  it.each(['The node does not answer.', '{', '7', 'null', '{"code":"a"}', '{"code":1,"detail":"b"}'])(
    'takes %s as text without a code',
    (text) => {
      expect(readJobError(text)).toEqual({ error: text, errorCode: null });
    },
  );

  it('has nothing to tell of a job without one', () => {
    expect(readJobError(null)).toEqual({ error: null, errorCode: null });
  });
});
