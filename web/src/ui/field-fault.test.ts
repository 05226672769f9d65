import { describe, expect, it } from 'vitest';
import { ApiFault } from '../lib/api.ts';
import { fieldFault } from './field-fault.ts';

const refused = new ApiFault(400, {
  type: 'about:blank',
  title: 'Request invalid',
  status: 400,
  detail: 'The request does not have the shape that this route asks for.',
  instance: '/v1/imports',
  code: 'request_invalid',
  requestId: 'req_1',
  errors: [
    { pointer: '/querystring/source', code: 'invalid_format', detail: 'is 1 to 64 letters' },
    { pointer: '/body/scale/pdo', code: 'too_small', detail: 'must be above 0' },
    { pointer: '/sourceOfAll', code: 'type', detail: 'Expected text.' },
  ],
});

describe('fieldFault', () => {
  it('finds what is wrong in a field of the query, and in a member of one of the body', () => {
    expect(fieldFault(refused, 'source')).toMatchObject({ code: 'invalid_format', detail: 'is 1 to 64 letters' });
    expect(fieldFault(refused, 'scale')).toMatchObject({ code: 'too_small', detail: 'must be above 0' });
  });

  it('says nothing of other fields, of places in a document, and of other errors', () => {
    expect(fieldFault(refused, 'sour')).toBeUndefined();
    expect(fieldFault(refused, 'sourceOfAll')).toBeUndefined();
    expect(fieldFault(new ApiFault(0, null), 'source')).toBeUndefined();
    expect(fieldFault(new Error('offline'), 'source')).toBeUndefined();
    expect(fieldFault(null, 'source')).toBeUndefined();
  });
});
