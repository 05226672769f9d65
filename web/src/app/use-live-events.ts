import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { listen } from '../lib/live.ts';

/** Keeps what is on the screen up to date while somebody is signed in. */
export function useLiveEvents(signedIn: boolean): void {
  const client = useQueryClient();
  useEffect(() => (signedIn ? listen(client) : undefined), [client, signedIn]);
}
