import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { IconFingerprint, IconSignature, IconWallet } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { HolderKeyView, PreparedPresentation, PresentationWay } from '../../../../backend/holder/schemas.ts';
import { ActionFault } from '../../ui/ActionFault.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { useWallets, type Wallet } from '../sign-in/wallet-store.ts';
import { handOver } from './hand-over.ts';
import type { Handed } from './HandedOver.tsx';
import { passkeyObstacle } from './passkey.ts';
import classes from './present.module.css';

interface HandOverProps {
  /** Null while what is chosen is not yet prepared. */
  prepared: PreparedPresentation | null;
  holderKey: HolderKeyView;
  requestId: string | null;
  name: string;
  onDone: (handed: Handed) => void;
}

/** How it reaches the lender, and the signature that makes it good. */
export function HandOver({ prepared, holderKey, requestId, name, onDone }: HandOverProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const ways: PresentationWay[] = requestId === null ? ['link', 'file'] : ['direct', 'link', 'file'];
  const [way, setWay] = useState<PresentationWay>(ways[0] ?? 'link');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<unknown>(null);
  const sign = async (wallet: Wallet | null): Promise<void> => {
    if (prepared === null) return;
    setBusy(true);
    setFault(null);
    try {
      const handed = await handOver({ prepared, way, requestId, wallet });
      if (handed === null) return;
      for (const key of ['my-record', 'my-consents', 'my-presentations', 'asked']) void client.invalidateQueries({ queryKey: [key] });
      onDone(handed);
    } catch (error) {
      setFault(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('present.handOver')} note={t('present.handOverNote', { name })}>
      <Stack gap="md">
        <Radio.Group
          value={way}
          onChange={(chosen) => setWay(ways.find((known) => known === chosen) ?? 'link')}
          aria-label={t('present.handOver')}
        >
          <div className={classes.ways}>
            {ways.map((kind) => (
              <Radio.Card key={kind} value={kind} className={classes.way ?? ''}>
                <Group gap="sm" wrap="nowrap" align="flex-start">
                  <Radio.Indicator />
                  <div>
                    <Text size="sm" fw={600}>
                      {t(`present.way.${kind}.title`)}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {t(`present.way.${kind}.text`)}
                    </Text>
                  </div>
                </Group>
              </Radio.Card>
            ))}
          </div>
        </Radio.Group>
        <SignButtons holderKey={holderKey} ready={prepared !== null} busy={busy} onSign={(wallet) => void sign(wallet)} />
        <ActionFault error={fault} />
      </Stack>
    </Panel>
  );
}

interface SignButtonsProps {
  holderKey: HolderKeyView;
  ready: boolean;
  busy: boolean;
  onSign: (wallet: Wallet | null) => void;
}

function SignButtons({ holderKey, ready, busy, onSign }: SignButtonsProps) {
  const { t } = useTranslation();
  const wallets = useWallets();
  if (holderKey.keptHere) {
    return (
      <Group>
        <Button leftSection={<IconSignature size={16} />} disabled={!ready} loading={busy} onClick={() => onSign(null)}>
          {t('present.sign')}
        </Button>
      </Group>
    );
  }
  if (holderKey.kind === 'passkey') {
    const obstacle = passkeyObstacle();
    return (
      <Group gap="sm">
        <Button
          leftSection={<IconFingerprint size={16} />}
          disabled={!ready || obstacle !== null}
          loading={busy}
          onClick={() => onSign(null)}
        >
          {t('present.signPasskey')}
        </Button>
        {obstacle !== null && (
          <Text size="xs" c="dimmed">
            {t(obstacle === 'address' ? 'me.key.addressObstacle' : 'me.key.unsupported', {
              address: window.location.origin.replace(window.location.hostname, 'localhost'),
            })}
          </Text>
        )}
      </Group>
    );
  }
  return (
    <Group gap="sm">
      {wallets.length === 0 && <Text size="sm">{t('me.key.noWallet')}</Text>}
      {wallets.map((wallet) => (
        <Button
          key={wallet.info.uuid}
          leftSection={<IconWallet size={16} />}
          disabled={!ready}
          loading={busy}
          onClick={() => onSign(wallet)}
        >
          {t('present.signWallet', { name: wallet.info.name })}
        </Button>
      ))}
    </Group>
  );
}
