import { expect, test } from 'vitest';
import { guardedLookup, isPublicAddress } from './webhook-address.ts';

test.each(['1.1.1.1', '8.8.8.8', '172.32.0.1', '2606:4700:4700::1111'])('%s is of the public internet', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:8.8.8.8',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001:db8::1',
  'fd00::1',
  'fe80::1',
  'ff02::1',
  'nothing',
])('%s is not', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test('a name that leads into a private network is not connected to, unless it is allowed', async () => {
  const resolve = (allowed: readonly string[]) =>
    new Promise<string>((done) => {
      guardedLookup(new URL('https://localhost/'), allowed)('localhost', {}, (error, address) =>
        done(error === null ? 'open' : String(error.code ?? address)),
      );
    });
  expect(await resolve([])).toBe('EREFUSED');
  expect(await resolve(['localhost'])).toBe('open');
});
