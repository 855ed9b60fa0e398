import text from './styles.css';

let all = text;
let sheet: CSSStyleSheet | undefined;

/** The style sheet, one for all instances: constructed, so that it needs no permission for inline styles. */
export function styles(): CSSStyleSheet {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(all);
  }
  return sheet;
}

/** Adds rules to every instance, also to those that are in use. */
export const alsoStyle = (rules: string): void => styles().replaceSync((all += rules));
