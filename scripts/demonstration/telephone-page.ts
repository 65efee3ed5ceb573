import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES, type Language } from '@nrm/domain/language';
import { DECLINE_REASONS } from '@nrm/domain/referral';

const CATALOGUES = join(import.meta.dirname, '../../apps/desktop/src/renderer/i18n');
const wordsIn = (language: Language): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(CATALOGUES, language, 'words.json'), 'utf8'));
const WORDS = Object.fromEntries(LANGUAGES.map((language) => [language, wordsIn(language)]));
const said = (language: Language, reason: string) => WORDS[language]?.[`decline-reason.${reason}`] ?? reason;

/** Why a provider declines, in the words of the screens: [code, Arabic, the others]. */
const REASONS = DECLINE_REASONS.map((reason) => [
  reason,
  said('ar', reason),
  `${said('en', reason)} · ${said('ckb', reason)}`,
]);

/** One small page, Arabic first; the words of the other languages stand beside it because the provider's desk has one page. */
export const TELEPHONE_PAGE = `<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>هاتف الجهة (تجريبي)</title>
<style>
body{font:16px/1.6 "Noto Sans Arabic",system-ui,sans-serif;background:#f7f4ee;color:#22302f;margin:0;display:grid;place-items:center;min-height:100vh}
main{background:#fff;border:1px solid #ddd5c7;border-radius:12px;padding:24px;inline-size:min(420px,92vw)}
h1{font-size:20px;margin:0 0 4px}p{margin:0 0 16px;color:#55605e}
input{font:28px/1.4 ui-monospace,monospace;direction:ltr;text-align:center;inline-size:100%;box-sizing:border-box;padding:8px;border:1px solid #8a938f;border-radius:8px}
.answers{display:grid;grid-template-columns:1fr 1fr;gap:8px;margin-block:16px}
button{font:inherit;padding:10px;border-radius:8px;border:1px solid #0b5c5c;background:#fff;color:#0b5c5c;cursor:pointer}
[hidden]{display:none!important}button:hover{background:#e7f1f0}button small{display:block;font-size:13px;color:#55605e}
:focus-visible{outline:3px solid #d98a00;outline-offset:2px}
output{display:block;min-block-size:1.6em;font-weight:700}
</style></head><body><main>
<h1>هاتف الجهة <small>· provider’s telephone · تەلەفۆنی لایەن</small></h1>
<p>عرض تجريبي: اقرأ الأرقام العشرة من القصاصة.</p>
<label for="code">رقم القصاصة · Slip code · کۆدی پسوولە</label>
<input id="code" inputmode="numeric" autocomplete="off" placeholder="000 000 0000">
<div class="answers" id="answers"></div>
<div id="why" role="group" aria-labelledby="why-words" hidden><strong id="why-words">لماذا؟ · Why? · بۆچی؟</strong><div class="answers" id="reasons"></div></div>
<output id="heard" role="status"></output>
</main><script>
const ANSWERS=[['accepted','نقبل','Accepted · وەرگیرا'],['waitlisted','قائمة انتظار','Waiting list · لیستی چاوەڕوانی'],['declined','لا نستطيع','Declined · ڕەتکرایەوە'],['attended','حضر الشخص','Attended · ئامادە بوو'],['completed','اكتملت الخدمة','Completed · تەواو بوو']];
const WORDS={heard:'سُمع. شكراً · Heard, thank you · بیسترا، سوپاس','code-wrong':'تحقق من الأرقام · Check the digits · ژمارەکان بپشکنە','code-unknown':'لا نعرف هذا الرقم بعد · Not known yet · هێشتا نەزانراوە',refused:'غير ممكن الآن · Not possible now · ئێستا ناکرێت','not-understood':'تعذر · Try again · دووبارە هەوڵ بدە'};
const REASONS=${JSON.stringify(REASONS)};
const at=(id)=>document.getElementById(id);
const post=async(message)=>(await fetch('/',{method:'POST',body:JSON.stringify({code:at('code').value,...message})})).json();
const offer=(senseless)=>{for(const b of at('answers').children)b.hidden=senseless.includes(b.dataset.answer);if(senseless.includes('declined'))at('why').hidden=true};
const tell=async(message)=>{const {outcome,senseless}=await post(message);at('why').hidden=true;at('heard').textContent=WORDS[outcome]??outcome;offer(senseless??[])};
const button=(into,[key,ar,rest],press)=>{const b=document.createElement('button');b.dataset.answer=key;b.append(ar);const s=document.createElement('small');s.textContent=rest;b.append(s);b.onclick=press;at(into).append(b)};
for(const each of ANSWERS)button('answers',each,()=>{if(each[0]!=='declined')return tell({answer:each[0]});at('heard').textContent='';at('why').hidden=false;at('reasons').firstChild.focus()});
for(const each of REASONS)button('reasons',each,()=>tell({answer:'declined',reason:each[0]}));
at('code').oninput=async()=>{at('heard').textContent='';at('why').hidden=true;const typed=at('code').value;if(typed.replace(/\\D/g,'').length<10)return offer([]);const {senseless}=await post({});if(typed===at('code').value)offer(senseless??[])};
</script></body></html>
`;
