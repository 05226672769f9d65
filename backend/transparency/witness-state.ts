import { z } from 'zod';
import { DomainError } from '../kernel/errors.ts';
import { readIfPresent, writeWhole } from './tile-files.ts';

const WitnessFile = z.strictObject({
  version: z.literal(1),
  /** By origin: what was cosigned last. */
  logs: z.record(
    z.string(),
    z.strictObject({
      size: z.string().regex(/^[1-9]\d{0,18}$/),
      root: z.string().regex(/^0x[0-9a-f]{64}$/),
      note: z.string().max(65_536),
      verifierKey: z.string().max(400),
    }),
  ),
});
export type WitnessState = z.infer<typeof WitnessFile>;

/** What a cosigner signed before; nothing when there is no such file yet. @throws {@link DomainError} `witness_state_malformed` */
export async function readWitnessState(path: string): Promise<WitnessState> {
  const bytes = await readIfPresent(path);
  if (bytes === null) return { version: 1, logs: {} };
  try {
    return WitnessFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch (cause) {
    throw new DomainError(
      'witness_state_malformed',
      'invalid',
      `${path} is not the state of a cosigner. Restore it from a backup: without it nothing shows what was signed before.`,
      {
        cause,
      },
    );
  }
}

export async function writeWitnessState(path: string, state: WitnessState): Promise<void> {
  await writeWhole(path, `${JSON.stringify(state, null, 2)}\n`);
}
