import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core';
import { IconCheck, IconDeviceDesktop, IconLanguage, IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage } from '../lib/i18n.ts';
import { useLanguage } from '../lib/use-language.ts';

const LANGUAGES = [
  ['zh', '简体中文', 'zh-CN'],
  ['en', 'English', 'en'],
] as const;
const SCHEMES = [
  ['light', IconSun],
  ['dark', IconMoon],
  ['auto', IconDeviceDesktop],
] as const;

/** Language and theme; both are kept in this browser. */
export function PreferenceMenus() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const SchemeIcon = SCHEMES.find(([name]) => name === colorScheme)?.[1] ?? IconDeviceDesktop;
  return (
    <>
      <Menu position="bottom-end" width={170}>
        <Menu.Target>
          <Tooltip label={t('frame.language')}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('frame.language')}>
              <IconLanguage size={18} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {LANGUAGES.map(([code, name, tag]) => (
            <Menu.Item
              key={code}
              lang={tag}
              onClick={() => void chooseLanguage(code)}
              rightSection={language === code ? <IconCheck size={14} aria-label={t('frame.chosen')} /> : null}
            >
              {name}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Menu position="bottom-end" width={170}>
        <Menu.Target>
          <Tooltip label={t('frame.theme')}>
            <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('frame.theme')}>
              <SchemeIcon size={18} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          {SCHEMES.map(([name, Icon]) => (
            <Menu.Item
              key={name}
              leftSection={<Icon size={15} />}
              onClick={() => setColorScheme(name)}
              rightSection={colorScheme === name ? <IconCheck size={14} aria-label={t('frame.chosen')} /> : null}
            >
              {t(`frame.scheme.${name}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
