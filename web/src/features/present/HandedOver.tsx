import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload, IconSignature } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { PresentationWay } from '../../../../backend/holder/schemas.ts';
import { downloadText } from '../../lib/download-text.ts';
import { CopyField } from '../../ui/CopyField.tsx';
import { LazyQrCode } from '../../ui/LazyQrCode.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { StatusBadge } from '../../ui/StatusBadge.tsx';
import classes from './present.module.css';

export interface Handed {
  way: PresentationWay;
  /** The presentation file. */
  text: string;
  /** Whole address with its secret; for the way `link` only. */
  link: string | null;
  /** Null when the presentation is too long for a QR code. */
  qr: string | null;
}

/** What the customer has in hand now. */
export function HandedOver({ handed, name }: { handed: Handed; name: string }) {
  const { t } = useTranslation();
  const code = handed.way === 'link' ? handed.link : handed.way === 'file' ? handed.qr : null;
  return (
    <Panel title={t(`present.done.${handed.way}.title`, { name })} actions={<StatusBadge tone="pass">{t('present.signed')}</StatusBadge>}>
      <div className={classes.done} data-handed={handed.way}>
        <Stack gap="md">
          <Text size="sm">{t(`present.done.${handed.way}.text`, { name })}</Text>
          {handed.link !== null && <CopyField label={t('present.link')} description={t('present.linkHint')} value={handed.link} />}
          {handed.way === 'file' && handed.qr === null && <Text size="sm">{t('present.noQr')}</Text>}
          <Group gap="xs">
            {handed.way === 'file' && (
              <Button leftSection={<IconDownload size={15} />} onClick={() => downloadText('presentation.json', handed.text)}>
                {t('present.downloadFile')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconSignature size={15} />}
              renderRoot={(props) => <Link to="/me/consents" {...props} />}
            >
              {t('present.seeConsent')}
            </Button>
          </Group>
        </Stack>
        {code !== null && <LazyQrCode text={code} label={t('present.qrLabel')} />}
      </div>
    </Panel>
  );
}
