import type { z } from 'zod';
import type { KeptSignature, PreparedPresentation, PresentationReceipt, PresentationWay } from '../../../../backend/holder/schemas.ts';
import { createJson, postJson } from '../../lib/api.ts';
import type { Wallet } from '../sign-in/wallet-store.ts';
import type { Handed } from './HandedOver.tsx';
import { sealForLink } from './link-secret.ts';
import { isDeclined, signWithPasskey } from './passkey.ts';
import { isRejection, signTypedData } from './wallet.ts';

interface HandOverOrder {
  prepared: PreparedPresentation;
  way: PresentationWay;
  requestId: string | null;
  /** Signs in place of a passkey. */
  wallet: Wallet | null;
}

/** Signs what was prepared and gives it away; null when the person declined to sign. */
export async function handOver({ prepared, way, requestId, wallet }: HandOverOrder): Promise<Handed | null> {
  const signature = await sign(prepared, wallet);
  if (signature === null) return null;
  const presentation = { ...prepared.unsigned, signature };
  const text = JSON.stringify(presentation);
  const sealed = way === 'link' ? await sealForLink(text) : null;
  const receipt = await createJson<z.infer<typeof PresentationReceipt>>('/v1/me/presentations', {
    way,
    presentation,
    ...(requestId === null ? {} : { requestId }),
    ...(sealed === null ? {} : { ciphertext: sealed.ciphertext }),
  });
  return {
    way,
    text,
    link: receipt.link === null || sealed === null ? null : `${window.location.origin}${receipt.link}#${sealed.secret}`,
    qr: receipt.qr?.text ?? null,
  };
}

async function sign({ digest, typedData, unsigned, holderKey }: PreparedPresentation, wallet: Wallet | null): Promise<object | null> {
  try {
    if (holderKey.keptHere) return await postJson<z.infer<typeof KeptSignature>>('/v1/me/presentations/signature', { unsigned });
    if (wallet !== null) return await signTypedData(wallet, typedData, holderKey.address);
    if (holderKey.passkey !== null) return await signWithPasskey(digest, holderKey.passkey);
  } catch (fault) {
    if (isDeclined(fault) || isRejection(fault)) return null;
    throw fault;
  }
  throw new Error('There is nothing to sign with.');
}
