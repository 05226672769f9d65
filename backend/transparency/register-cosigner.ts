import { randomUUID } from 'node:crypto';
import { DomainError } from '../kernel/errors.ts';
import { appendAudit } from '../platform/audit-log/audit-log.ts';
import { takeCommitOrder } from '../platform/database/commit-order.ts';
import type { Database } from '../platform/database/database.ts';
import { NOTE_KEY, parseVerifierKey } from './domain/signed-note.ts';
import { publicKeyText } from './store.ts';

export interface CosignerAct {
  readonly actor: string;
  readonly requestId: string | null;
  readonly now: Date;
}

/**
 * Lets the holder of a key add its signature to checkpoints. Registered again, the same key is the same cosigner.
 * @throws {@link DomainError} `verifier_key_malformed`, `cosigner_name_taken`
 */
export async function registerCosigner(database: Database, verifierKey: string, act: CosignerAct) {
  const { name, kind, publicKey } = parseVerifierKey(verifierKey);
  if (kind !== NOTE_KEY.cosignature)
    throw new DomainError(
      'verifier_key_malformed',
      'invalid',
      'This is the key of a log; a cosigner has a key of kind 4, as credence log cosign prints it.',
    );
  return database.write(async (tx) => {
    await takeCommitOrder(tx);
    const known = await tx.cosigner.findUnique({ where: { name } });
    if (known !== null && known.publicKey === publicKeyText(publicKey) && known.removedAt === null) return known;
    if (known !== null)
      throw new DomainError(
        'cosigner_name_taken',
        'conflict',
        'Another key was registered under this name; names are used once, also after removal.',
      );
    const data = { id: `cos_${randomUUID()}`, name, publicKey: publicKeyText(publicKey), createdAt: act.now };
    const row = await tx.cosigner.create({ data });
    await appendAudit(tx, {
      actor: act.actor,
      action: 'cosigner.register',
      entity: 'cosigner',
      entityId: row.id,
      outcome: 'ok',
      requestId: act.requestId,
      detail: { name, publicKey: data.publicKey },
      at: act.now,
    });
    return row;
  });
}

/** No further signature of the cosigner is accepted; those that were stay. @throws {@link DomainError} `cosigner_unknown` */
export async function removeCosigner(database: Database, id: string, act: CosignerAct) {
  return database.write(async (tx) => {
    const known = await tx.cosigner.findUnique({ where: { id } });
    if (known === null) throw new DomainError('cosigner_unknown', 'not_found', 'No cosigner has this id.');
    if (known.removedAt !== null) return known;
    const row = await tx.cosigner.update({ where: { id }, data: { removedAt: act.now } });
    await appendAudit(tx, {
      actor: act.actor,
      action: 'cosigner.remove',
      entity: 'cosigner',
      entityId: id,
      outcome: 'ok',
      requestId: act.requestId,
      detail: { name: row.name },
      at: act.now,
    });
    return row;
  });
}
