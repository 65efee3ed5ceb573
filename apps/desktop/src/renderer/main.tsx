import '@fontsource/noto-sans-arabic/400.css';
import '@fontsource/noto-sans-arabic/700.css';
import '@fontsource/noto-sans/400.css';
import '@fontsource/noto-sans/700.css';
import './design/tokens.css';
import './design/base.css';
import './design/components.css';
import './design/panels.css';
import './app/shell.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { startWords } from './i18n/words.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
startWords();
createRoot(root).render(<App />);
