/**
 * The project’s own rules, for oxlint (`.oxlintrc.json`): each takes selectors of ESTree nodes, with
 * the reason why such a node is an error.
 */
function rejects(selectors) {
  return {
    create: (context) =>
      Object.fromEntries(
        Object.entries(selectors).map(([selector, message]) => [
          selector,
          (node) => context.report({ node, message }),
        ]),
      ),
  };
}

const wait = (what) =>
  `No ${what} in a test: wait with test/support/waitUntil.ts, or move test/support/clock.`;

export default {
  meta: { name: 'house' },
  rules: {
    'raw-text': rejects({
      "CallExpression[callee.property.name='raw'][arguments.length=0]":
        'Say where the text goes: forTree, forMarkdown, forNotification, forPrompt or forTerminal.',
    }),
    'open-source': rejects({
      ":matches(ImportSpecifier[imported.name='createReadStream'], MemberExpression[object.name='fs'][property.name='createReadStream'])":
        'Open it with openSource: a pipe or a device never ends.',
    }),
    'no-markup': rejects({
      ':matches(MemberExpression[property.name=/^(innerHTML|outerHTML|insertAdjacentHTML)$/], TemplateElement[value.raw=/\\.(innerHTML|outerHTML)=/], ImportDeclaration[source.value=/^lit.*(unsafe|static)/])':
        'Pages draw text with html`…`: a name is never markup.',
    }),
    'no-time': rejects({
      "CallExpression[callee.name='setTimeout'][arguments.0.type='Identifier']": wait('sleep'),
      "ImportSpecifier[imported.name='setTimeout']": wait('sleep'),
      "CallExpression[callee.property.name='waitForTimeout']": wait('sleep'),
      "MemberExpression[object.name='performance'][property.name='now']": wait('stopwatch'),
      ":not(NewExpression) > BinaryExpression[operator='-'][left.callee.object.name='Date'][right.name=/^[a-z]/]":
        wait('stopwatch'),
      ":matches(ForStatement, WhileStatement, DoWhileStatement) > .test CallExpression[callee.object.name='Date']":
        wait('loop until a time'),
    }),
  },
};
