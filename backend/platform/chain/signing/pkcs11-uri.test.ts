import { describe, expect, it } from 'vitest';
import { parsePkcs11Uri } from './pkcs11-uri.ts';

const GOOD = 'pkcs11:token=credence;object=issuer?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/credence/pin';

describe('parsePkcs11Uri', () => {
  it('reads the parts of an RFC 7512 URI, in any order and percent-encoded', () => {
    const place = { modulePath: '/usr/lib/softhsm/libsofthsm2.so', token: 'credence', object: 'issuer', pinFile: '/etc/credence/pin' };
    expect(parsePkcs11Uri(GOOD)).toEqual(place);
    const encoded = 'pkcs11:object=issuer;token=cred%65nce?pin-source=/etc/credence/pin&module-path=%2Fusr/lib/softhsm/libsofthsm2.so';
    expect(parsePkcs11Uri(encoded)).toEqual(place);
  });

  it.each([
    ['another scheme', 'file:/etc/credence/pin', 'must begin with pkcs11:'],
    ['no token', GOOD.replace('token=credence;', ''), 'token is missing'],
    ['an empty label', GOOD.replace('object=issuer', 'object='), 'object is missing'],
    ['no library', GOOD.replace('module-path=/usr/lib/softhsm/libsofthsm2.so&', ''), 'module-path is missing'],
    ['a PIN in the open', GOOD.replace('pin-source=file:/etc/credence/pin', 'pin-value=1234'), 'pin-value is not a part'],
    ['a part without value', GOOD.replace('token=credence', 'token'), 'token is not name=value'],
    ['broken percent-encoding', GOOD.replace('credence;', '%zz;'), 'not percent-encoded'],
  ])('refuses %s', (_, text, reason) => {
    expect(() => parsePkcs11Uri(text)).toThrow(
      expect.objectContaining({ code: 'pkcs11_uri_invalid', message: expect.stringContaining(reason) }),
    );
  });
});
