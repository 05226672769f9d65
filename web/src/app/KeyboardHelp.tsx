import { Group, Kbd, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

const KEYS = [
  ['palette', ['Ctrl', 'K']],
  ['search', ['/']],
  ['goHome', ['g', 'h']],
  ['goVerify', ['g', 'v']],
  ['goCustomers', ['g', 'c']],
  ['goScorecards', ['g', 's']],
  ['goLedger', ['g', 'l']],
  ['goSystem', ['g', 'y']],
  ['goRequests', ['g', 'r']],
  ['goBulk', ['g', 'b']],
  ['goWatch', ['g', 'w']],
  ['goMine', ['g', 'm']],
  ['nextRow', ['j']],
  ['previousRow', ['k']],
  ['openRow', ['Enter']],
  ['closeLayer', ['Esc']],
  ['help', ['?']],
] as const;

export function KeyboardHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={t('frame.keyboard')} size="sm" closeButtonProps={{ 'aria-label': t('action.close') }}>
      <Stack gap={8}>
        {KEYS.map(([name, keys]) => (
          <Group key={name} justify="space-between">
            <Text size="sm">{t(`key.${name}`)}</Text>
            <Group gap={4}>
              {keys.map((key) => (
                <Kbd key={key} size="xs">
                  {key}
                </Kbd>
              ))}
            </Group>
          </Group>
        ))}
      </Stack>
    </Modal>
  );
}
