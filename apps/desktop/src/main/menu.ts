import type { Language } from '@nrm/domain/language';
import type { MenuItemConstructorOptions } from 'electron';

/** Electron's own words are English only, so each role gets ours. */
const WORDS = {
  ar: {
    program: 'البرنامج',
    quit: 'إنهاء',
    edit: 'تحرير',
    undo: 'تراجع',
    redo: 'إعادة',
    cut: 'قص',
    copy: 'نسخ',
    paste: 'لصق',
    selectAll: 'تحديد الكل',
    view: 'عرض',
    resetZoom: 'الحجم الأصلي',
    zoomIn: 'تكبير',
    zoomOut: 'تصغير',
    togglefullscreen: 'ملء الشاشة',
  },
  ckb: {
    program: 'بەرنامە',
    quit: 'داخستن',
    edit: 'دەستکاری',
    undo: 'گەڕانەوە',
    redo: 'دووبارەکردنەوە',
    cut: 'بڕین',
    copy: 'لەبەرگرتنەوە',
    paste: 'لکاندن',
    selectAll: 'دیاریکردنی هەموو',
    view: 'بینین',
    resetZoom: 'قەبارەی ئاسایی',
    zoomIn: 'گەورەکردن',
    zoomOut: 'بچووککردن',
    togglefullscreen: 'پڕ بە شاشە',
  },
  en: {
    program: 'Program',
    quit: 'Quit',
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select all',
    view: 'View',
    resetZoom: 'Actual size',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    togglefullscreen: 'Full screen',
  },
} as const satisfies Record<Language, object>;

/** Of the mark beside the clock. */
const TRAY_WORDS = {
  ar: { program: 'آلية الإحالة الوطنية', open: 'فتح', quit: 'إنهاء', sending: 'يُرسل ما ينتظر:' },
  ckb: {
    program: 'میکانیزمی ڕەوانەکردنی نیشتمانی',
    open: 'کردنەوە',
    quit: 'داخستن',
    sending: 'ئەوەی چاوەڕێیە دەنێردرێت:',
  },
  en: { program: 'National Referral Mechanism', open: 'Open', quit: 'Quit', sending: 'Sending what waits:' },
} as const satisfies Record<Language, object>;
export const trayWords = (language: Language) => TRAY_WORDS[language];

/** @param preferred languages of the computer, best first, such as `ckb-IQ`; Arabic when none is ours */
export const menuLanguage = (preferred: readonly string[]): Language =>
  preferred.map((tag) => tag.split('-')[0] as Language).find((language) => Object.hasOwn(WORDS, language)) ?? 'ar';

/** No reload, no developer tools, no help page on the network: what a person needs to write and to read. */
export function menuTemplate(language: Language): MenuItemConstructorOptions[] {
  const words = WORDS[language];
  const item = (role: Exclude<keyof typeof words, 'program' | 'edit' | 'view'>): MenuItemConstructorOptions => ({
    role,
    label: words[role],
  });
  const line: MenuItemConstructorOptions = { type: 'separator' };
  return [
    { label: words.program, submenu: [item('quit')] },
    {
      label: words.edit,
      submenu: [item('undo'), item('redo'), line, item('cut'), item('copy'), item('paste'), line, item('selectAll')],
    },
    {
      label: words.view,
      submenu: [item('resetZoom'), item('zoomIn'), item('zoomOut'), line, item('togglefullscreen')],
    },
  ];
}
