import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Evidence } from '../platform/http/schemas.ts';
import { batchLeafEvidence, batchRootEvidence, credentialEvidence } from './evidence-of-batch.ts';
import { customersEvidence, modelEvidence, scoresEvidence } from './evidence-of-house.ts';
import { issuerEvidence, logRootEvidence, revocationsEvidence } from './evidence-of-ledger.ts';
import type { AttestationDeps, LedgerDoor } from './open-ledger.ts';

const EvidenceKind = z.enum([
  'batch-root',
  'batch-leaf',
  'log-root',
  'credential',
  'issuer',
  'customers',
  'scores',
  'revocations',
  'model',
]);
const EvidenceParams = z.strictObject({ kind: EvidenceKind, ref: z.string().min(1).max(100) });

/** Why a figure is what it is: formula, inputs, contract call, block, and what the browser needs to compute it again. */
export function evidenceRoutes(deps: AttestationDeps, ledger: LedgerDoor): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/evidence/:kind/:ref',
      {
        config: { access: 'ledger:read' },
        schema: { summary: 'Evidence of a figure', tags: ['ledger'], params: EvidenceParams, response: { 200: Evidence } },
      },
      async (request) => evidenceOf(deps, ledger, request.params),
    );
  };
}

function evidenceOf(deps: AttestationDeps, ledger: LedgerDoor, { kind, ref }: z.infer<typeof EvidenceParams>): Promise<Evidence> {
  switch (kind) {
    case 'batch-root':
      return batchRootEvidence(deps, ref);
    case 'batch-leaf':
      return batchLeafEvidence(deps, ref);
    case 'credential':
      return credentialEvidence(deps, ref);
    case 'log-root':
      return logRootEvidence(deps, ledger, ref);
    case 'issuer':
      return issuerEvidence(deps, ledger, ref);
    case 'revocations':
      return revocationsEvidence(deps, ledger, ref);
    case 'customers':
      return customersEvidence(deps, ref);
    case 'scores':
      return scoresEvidence(deps, ref);
    case 'model':
      return modelEvidence(deps, ref);
  }
}
