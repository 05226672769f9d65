import { useTranslation } from 'react-i18next';
import type { Credential } from '../../../../backend/attestation/domain/credential.ts';
import { formatWad } from '../../lib/format.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { GradeBadge } from '../../ui/GradeBadge.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { SLOT_NAMES } from './slot-names.ts';

/** What the credential says, as far as its holder shows it. */
export function Claims({ credential, digest }: { credential: Credential; digest: string | null }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const field = (name: string): string | null => credential.fields.find((candidate) => candidate.name === name)?.value ?? null;
  const hidden = t('verify.notShown');
  const grade = field('grade');
  const pd = field('pdWad');
  return (
    <Panel
      title={t('verify.claims')}
      note={t('verify.claimsNote', {
        shown: String(credential.fields.length),
        hidden: String(SLOT_NAMES.length - credential.fields.length),
      })}
    >
      <Facts
        items={[
          { name: t('verify.field.score'), value: <strong>{field('score') ?? hidden}</strong> },
          { name: t('verify.field.grade'), value: grade === null ? hidden : <GradeBadge grade={grade} /> },
          { name: t('verify.field.pdWad'), value: pd === null ? hidden : formatWad(pd, language) },
          { name: t('verify.issuer'), value: t('ledger.issuerTitle', { number: String(credential.credit.issuer) }) },
          { name: t('verify.field.issuedAt'), value: <TimeText value={String(credential.credit.issuedAt)} /> },
          { name: t('verify.field.expiry'), value: <TimeText value={String(credential.credit.expiry)} /> },
          { name: t('verify.field.modelHash'), value: <Hash value={credential.credit.model} /> },
          { name: t('ledger.digest'), value: digest === null ? '–' : <Hash value={digest} /> },
        ]}
      />
    </Panel>
  );
}
