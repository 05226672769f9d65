import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Presentation } from '../../../../backend/attestation/domain/presentation.ts';
import { useLanguage } from '../../lib/use-language.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hash } from '../../ui/Hash.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { claimText } from '../present/claim-text.ts';
import type { Outcome, Verify } from './use-verification.ts';

interface PresentedProps {
  presentation: Presentation;
  outcome: Outcome;
  onVerify: Verify;
}

/** Who showed it, for whom, for what, until when, and which thresholds are proven. */
export function Presented({ presentation, outcome, onVerify }: PresentedProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { audience, holder, signature, claims } = presentation;
  const proven = outcome.checks.find((check) => check.id === 'thresholdsMet')?.status === 'pass';
  const isUnnamed = outcome.checks.some((check) => check.id === 'presentedToYou' && check.reason === 'audience_not_named');
  return (
    <Panel title={t('verify.presented.title')} note={t('verify.presented.note')}>
      <Facts
        items={[
          { name: t('verify.presented.for'), value: <strong>{audience.verifierName}</strong> },
          { name: t('requests.purpose'), value: audience.purpose },
          { name: t('verify.presented.until'), value: <TimeText value={String(audience.until)} /> },
          ...claims.map((claim) => ({
            name: t('verify.presented.threshold'),
            value: (
              <StatusBadge tone={proven ? 'pass' : 'fail'}>
                {claimText(t, language, claim)} · {t(proven ? 'verify.presented.proven' : 'verify.presented.notProven')}
              </StatusBadge>
            ),
          })),
          { name: t('verify.presented.holder'), value: <Hash value={holder.key} /> },
          { name: t('verify.presented.signedWith'), value: t(`verify.presented.kind.${signature.kind}`) },
        ]}
      />
      {isUnnamed && (
        <Group mt="sm" gap="sm">
          <Text size="sm">{t('verify.presented.areYou', { name: audience.verifierName })}</Text>
          <Button
            size="xs"
            onClick={() => void onVerify(outcome.candidate, { terms: outcome.terms, audience: { verifier: audience.verifier } })}
          >
            {t('verify.presented.yes')}
          </Button>
        </Group>
      )}
    </Panel>
  );
}
