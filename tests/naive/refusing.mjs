// A refusal travels as an exception, so that a rule is one line.

export class Refused {
  constructor(code, pointer, problems) {
    Object.assign(this, {code, pointer, problems});
  }
}

export function refuse(when, code, pointer = '', problems = undefined) {
  if (when) throw new Refused(code, pointer, problems);
}
