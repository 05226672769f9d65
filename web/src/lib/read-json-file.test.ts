import { describe, expect, it } from 'vitest';
import { parseObject, readJsonFile } from './read-json-file.ts';

describe('readJsonFile', () => {
  it('gives the object of a file, also behind a byte order mark', async () => {
    const value = { type: 'CredenceModel', training: { rows: 2 } };
    expect(await readJsonFile(new Blob([JSON.stringify(value)]))).toEqual({ kind: 'object', value });
    expect(await readJsonFile(new Blob(['\ufeff{"a":1}']))).toEqual({ kind: 'object', value: { a: 1 } });
  });

  it('says where a text stops to be JSON', () => {
    expect(parseObject('{"a":1,}')).toEqual({ kind: 'notJson', reason: expect.stringContaining('position 7') });
    expect(parseObject('')).toMatchObject({ kind: 'notJson' });
  });

  it.each(['[]', 'null', '3', '"text"'])('takes %s for no object', (text) => {
    expect(parseObject(text)).toEqual({ kind: 'notObject' });
  });
});
