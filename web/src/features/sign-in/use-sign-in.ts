import { useState } from 'react';
import { ApiFault } from '../../lib/api.ts';

export type SignInFault = 'wrong' | 'offline' | 'limited' | 'failed';

/** One attempt at a time, and why the last one failed. */
export function useSignIn(onDone: () => Promise<void>) {
  const [busy, setBusy] = useState<string | null>(null);
  const [fault, setFault] = useState<SignInFault | null>(null);
  const attempt = async (name: string, work: () => Promise<boolean>): Promise<void> => {
    setBusy(name);
    setFault(null);
    try {
      if (await work()) await onDone();
    } catch (error) {
      setFault(faultOf(error));
    } finally {
      setBusy(null);
    }
  };
  return { busy, fault, attempt };
}

function faultOf(error: unknown): SignInFault {
  if (!(error instanceof ApiFault)) return 'failed';
  if (error.status === 0) return 'offline';
  if (error.status === 429) return 'limited';
  return error.status < 500 ? 'wrong' : 'failed';
}
