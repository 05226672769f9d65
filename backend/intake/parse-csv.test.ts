import { describe, expect, it } from 'vitest';
import { parseCsv } from './parse-csv.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('parseCsv', () => {
  it('reads rows of any length with their lines, quotes, blank lines and a byte order mark', () => {
    const reading = parseCsv(utf8('\ufeffid,name\n1,"a, ""b"""\n\n2\n"3\n4",x,y\r\n'));
    expect(reading).toEqual({
      ok: true,
      encoding: 'utf-8',
      records: [
        { line: 1, cells: ['id', 'name'] },
        { line: 2, cells: ['1', 'a, "b"'] },
        { line: 4, cells: ['2'] },
        { line: 6, cells: ['3\n4', 'x', 'y'] },
      ],
    });
  });

  it('names the first line that is not UTF-8', () => {
    const bytes = new Uint8Array([...utf8('id\n1\n'), 0xd6, 0xd0, 0xb9, 0xfa, 10]);
    expect(parseCsv(bytes)).toMatchObject({ ok: false, fault: { line: 3, code: 'file_encoding' } });
  });

  it('recognises UTF-16', () => {
    expect(parseCsv(new Uint8Array([0xff, 0xfe, 0x69, 0, 0x64, 0]))).toMatchObject({
      ok: false,
      encoding: 'utf-16le',
      fault: { code: 'file_encoding' },
    });
    expect(parseCsv(new Uint8Array([0x69, 0, 0x64, 0]))).toMatchObject({ ok: false, fault: { code: 'file_encoding' } });
  });

  it('refuses a file with an open quote', () => {
    expect(parseCsv(utf8('id,name\n1,"open\n2,b\n'))).toMatchObject({ ok: false, fault: { code: 'file_malformed' } });
    expect(parseCsv(utf8('id,name\n1,a"b\n'))).toMatchObject({ ok: false, fault: { code: 'file_malformed', line: 2 } });
  });

  it('reads an empty file as no records', () => {
    expect(parseCsv(utf8(''))).toEqual({ ok: true, encoding: 'utf-8', records: [] });
  });
});
