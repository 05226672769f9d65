import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Local Chinese fonts stand before the shipped one, so that only a machine without any loads it. */
export const FONT_STACK =
  "'Inter Variable', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei UI', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Noto Sans SC Variable', system-ui, sans-serif";
const MONO_STACK =
  "ui-monospace, 'SF Mono', SFMono-Regular, 'Cascadia Mono', Consolas, 'Liberation Mono', 'DejaVu Sans Mono', 'Noto Sans SC Variable', monospace";

const cobalt: MantineColorsTuple = [
  '#eef3fd',
  '#dbe5fa',
  '#b9ccf4',
  '#94b1ee',
  '#7ea4f0',
  '#5682dd',
  '#3c6bcb',
  '#2c58b3',
  '#1f4590',
  '#163470',
];
const graphite: MantineColorsTuple = [
  '#e4e7ec',
  '#c4cad3',
  '#a6aebb',
  '#7d8796',
  '#3b434f',
  '#2c333d',
  '#222831',
  '#191e25',
  '#12161b',
  '#0c0f13',
];

export const theme = createTheme({
  primaryColor: 'cobalt',
  primaryShade: 8,
  autoContrast: true,
  colors: { cobalt, dark: graphite },
  fontFamily: FONT_STACK,
  fontFamilyMonospace: MONO_STACK,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.45' },
  headings: {
    fontFamily: FONT_STACK,
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.4' },
      h3: { fontSize: '0.8125rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 250, withArrow: true, multiline: true, maw: 340 } },
  },
});

/** Mantine's own dimmed and placeholder greys miss 4.5 : 1. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#525c69',
    '--mantine-color-placeholder': '#626c79',
    '--mantine-color-text': '#161b22',
    '--mantine-color-anchor': '#1f4f9f',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-default-border': '#d5dae1',
  },
  dark: {
    '--mantine-color-dimmed': '#a6aebb',
    '--mantine-color-placeholder': '#929cab',
    '--mantine-color-text': '#e4e7ec',
    '--mantine-color-anchor': '#8fb3f7',
    '--mantine-color-error': '#ff8f87',
    '--mantine-color-default-border': '#333b46',
  },
});
