import { createCurve } from '@noble/curves/_shortw_utils';
import { Field } from '@noble/curves/abstract/modular';
import { sha256 } from '@noble/hashes/sha2';

const FIELD = Field(BigInt('0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff'));

/**
 * NIST P-256 (FIPS 186-5; SEC 2, secp256r1) out of its parts: the library's own entry brings two larger curves and
 * hashing to curves along, which would weigh on the verifier that browsers load.
 */
export const p256 = createCurve(
  {
    a: FIELD.create(-3n),
    b: BigInt('0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b'),
    Fp: FIELD,
    n: BigInt('0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551'),
    Gx: BigInt('0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296'),
    Gy: BigInt('0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5'),
    h: 1n,
    lowS: false,
  },
  sha256,
);
