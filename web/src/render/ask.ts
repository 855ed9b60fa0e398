import {compareVersions, lastSeenVersion, type VersionChanges} from '../compare.js';
import {h, type Child} from '../dom.js';
import {ballotOf} from '../looks.js';
import {visible} from '../text.js';
import {section, type LoadedUi} from './ui.js';

/** What changed since the version that this reader last left a trace on; nothing when they have not seen one. */
export function changesSeen({loaded: {request, version, actor}}: LoadedUi): VersionChanges | undefined {
  const seen = lastSeenVersion(request, actor.id);
  return seen && version ? compareVersions(seen, version) : undefined;
}

/** The sentences that tell a reader how two versions differ. */
export function differences({loaded: {version}, texts}: LoadedUi, changes: VersionChanges): Child {
  const named = (key: 'added' | 'changed' | 'unchanged' | 'removed'): Child => {
    const parts = key === 'removed' ? changes.removed : (version?.parts ?? []).filter(({id}) => changes.parts.get(id) === key);
    return parts.length > 0 && h('li', texts.say(`ask.changed.${key}`, {names: texts.list(parts.map(({name}) => name))}));
  };
  return [
    (['ask', 'scope', 'amount'] as const).map((key) => changes[key] && h('li', texts.t(`ask.changed.${key}`))),
    (['added', 'changed', 'removed', 'unchanged'] as const).map(named),
  ];
}

/** The sentence that is approved, in large type, with what it includes and what it costs. */
export function ask(ui: LoadedUi): Child {
  const {texts, loaded} = ui;
  const {version} = loaded;
  if (!version) return null;
  const changes = changesSeen(ui);
  return section(
    'what',
    texts.t(ballotOf(loaded.permitted) ? 'ask.title' : 'ask.title.done'),
    h('p!ask', {dir: 'auto'}, visible(version.ask)),
    version.scope.length > 0 && h('ul!scope', version.scope.map((item) => h('li', {dir: 'auto'}, visible(item)))),
    version.amount && h('p!amount', texts.t('ask.amount'), ' ', h('b', texts.money(version.amount))),
    version.note && h('div.note', h('h4.label', texts.t('ask.note')), h('p.prose', {dir: 'auto'}, visible(version.note))),
    changes &&
      h(
        'div.note!changes',
        h('h4.label', texts.t('ask.changed', {version: changes.from})),
        h('ul', differences(ui, changes)),
      ),
  );
}
