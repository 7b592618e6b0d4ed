/** What servers answer to a form that they refuse, and what of it belongs to which field. */
export const servers: readonly [server: string, body: unknown, entries: readonly string[]][] = [
  [
    'RFC 7807, its own example',
    {
      ...{
        type: 'https://example.net/validation-error',
        title: 'Your parameters did not validate',
      },
      'invalid-params': [
        { name: 'age', reason: 'must be a positive integer' },
        { name: 'color', reason: 'must be green' },
      ],
    },
    ['age: must be a positive integer', 'color: must be green'],
  ],
  [
    'Django REST framework',
    { email: ['bad'], non_field_errors: ['Nothing is right'], message: ['is blank'] },
    ['email: bad', ': Nothing is right', 'message: is blank'],
  ],
  [
    'Django REST framework, nested serializers',
    { owner: { email: ['bad'] }, items: [{}, { name: ['too short'] }], tags: { 1: ['odd'] } },
    ['owner.email: bad', 'items.1.name: too short', 'tags.1: odd'],
  ],
  ['Django REST framework, a list alone', ['Nothing is right'], [': Nothing is right']],
  [
    'Django, get_json_data',
    { errors: { email: [{ message: 'bad', code: 'x' }], __all__: [{ message: 'No' }] } },
    ['email: bad', ': No'],
  ],
  ['ASP.NET, BadRequest(ModelState)', { Email: ['bad'], '': ['No'] }, ['email: bad', ': No']],
  ['Rails, errors of a model', { name: ["can't be blank"] }, ["name: can't be blank"]],
  [
    'Rails, under errors',
    { errors: { name: ["can't be blank"], base: ['Too many projects'] } },
    ["name: can't be blank", ': Too many projects'],
  ],
  ['Rails, full messages', { errors: ["Name can't be blank"] }, [": Name can't be blank"]],
  ['Rails, details', { errors: { name: [{ error: 'blank' }] } }, ['name: blank']],
  [
    'NestJS',
    { statusCode: 400, message: ['email must be an email'], error: 'Bad Request' },
    [': email must be an email'],
  ],
  [
    'NestJS, errors of class-validator',
    {
      statusCode: 400,
      message: [
        { property: 'email', constraints: { isEmail: 'must be an email', maxLength: 'too long' } },
        {
          ...{ property: 'items', value: [], target: {} },
          children: [
            {
              property: '0',
              children: [{ property: 'name', constraints: { isString: 'no text' } }],
            },
          ],
        },
      ],
    },
    ['email: must be an email', 'email: too long', 'items.0.name: no text'],
  ],
  [
    'express-validator 7',
    {
      errors: [
        { type: 'field', msg: 'bad', path: 'items[0].name', location: 'body' },
        {
          type: 'alternative',
          msg: 'No',
          nestedErrors: [{ type: 'field', msg: 'odd', path: 'a' }],
        },
      ],
    },
    ['items.0.name: bad', 'a: odd'],
  ],
  [
    'express-validator 6',
    { errors: [{ value: '', msg: 'bad', param: 'owner.email', location: 'body' }] },
    ['owner.email: bad'],
  ],
  [
    'express-validator, mapped',
    { errors: { email: { type: 'field', msg: 'bad', path: 'email', location: 'body' } } },
    ['email: bad'],
  ],
  [
    'Mongoose',
    {
      ...{ _message: 'User validation failed', message: 'User validation failed: a.b: bad' },
      errors: { 'a.b': { name: 'ValidatorError', message: 'bad', kind: 'required', path: 'a.b' } },
    },
    ['a.b: bad'],
  ],
  [
    'Phoenix',
    { errors: { email: ['bad'], owner: { name: ['is blank'] }, tags: [{}, { label: ['odd'] }] } },
    ['email: bad', 'owner.name: is blank', 'tags.1.label: odd'],
  ],
  [
    'Hono, zod-validator',
    {
      success: false,
      error: {
        name: 'ZodError',
        issues: [{ code: 'x', path: ['items', 0, 'name'], message: 'bad' }],
      },
    },
    ['items.0.name: bad'],
  ],
  [
    'Hono, zod-validator over Zod 4',
    {
      success: false,
      error: { name: 'ZodError', message: '[\n  { "path": ["email"], "message": "bad" }\n]' },
    },
    ['email: bad'],
  ],
  [
    'tRPC',
    {
      error: {
        ...{ message: 'No', code: -32600 },
        data: {
          code: 'BAD_REQUEST',
          zodError: { formErrors: ['No'], fieldErrors: { name: ['bad'] } },
        },
      },
    },
    ['name: bad', ': No'],
  ],
  [
    'Zod, flattened',
    { errors: { formErrors: ['No'], fieldErrors: { email: ['bad'] } } },
    [': No', 'email: bad'],
  ],
  [
    'Zod, formatted',
    { errors: { _errors: ['No'], owner: { _errors: [], email: { _errors: ['bad'] } } } },
    [': No', 'owner.email: bad'],
  ],
  [
    'Zod, as a tree',
    {
      error: {
        errors: ['No'],
        properties: {
          email: { errors: ['bad'] },
          list: { errors: [], items: [null, { errors: ['odd'] }] },
        },
      },
    },
    [': No', 'email: bad', 'list.1: odd'],
  ],
  [
    'gRPC-Gateway',
    {
      ...{ code: 3, message: 'No' },
      details: [
        { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'X', domain: 'a.com' },
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'owner.email', description: 'bad' }],
        },
      ],
    },
    ['owner.email: bad'],
  ],
  [
    'Symfony',
    {
      ...{ title: 'Validation Failed', detail: 'email: bad' },
      violations: [
        { propertyPath: 'items[0].email', title: 'bad', template: 'bad', type: 'urn:x' },
      ],
    },
    ['items.0.email: bad'],
  ],
  [
    'Symfony, a form of FOSRestBundle',
    {
      ...{ code: 400, message: 'Validation Failed' },
      errors: { errors: ['No'], children: { email: { errors: ['bad'] }, name: [] } },
    },
    [': No', 'email: bad'],
  ],
  [
    'API Platform',
    {
      ...{ '@type': 'ConstraintViolation', status: 422, 'hydra:title': 'An error occurred' },
      violations: [{ propertyPath: 'name', message: 'bad', code: 'c1' }],
    },
    ['name: bad'],
  ],
  [
    'Laravel',
    { message: 'The name field is required.', errors: { name: ['bad'], 'items.0.id': ['odd'] } },
    ['name: bad', 'items.0.id: odd'],
  ],
  [
    'Fastify, with the errors of Ajv',
    {
      ...{ statusCode: 400, code: 'FST_ERR_VALIDATION', message: 'body/email must match format' },
      validation: [
        { instancePath: '/items/0/email', message: 'bad', keyword: 'format', params: {} },
        { instancePath: '', message: 'is missing', params: { missingProperty: 'name' } },
      ],
    },
    ['items.0.email: bad', 'name: is missing'],
  ],
  [
    'Celebrate',
    {
      ...{ statusCode: 400, error: 'Bad Request', message: 'Validation failed' },
      validation: { body: { source: 'body', keys: ['email'], message: 'bad' } },
    },
    ['email: bad'],
  ],
  [
    'Joi',
    { details: [{ path: ['items', 0, 'name'], message: 'bad', type: 'x' }] },
    ['items.0.name: bad'],
  ],
  [
    'Sequelize',
    { errors: [{ message: 'bad', type: 'Validation error', path: 'email', value: null }] },
    ['email: bad'],
  ],
  ['CakePHP', { message: 'No', errors: { email: { _empty: 'bad' } } }, ['email: bad']],
  [
    'GraphQL, Lighthouse',
    {
      errors: [
        {
          ...{ message: 'Validation failed', path: ['createUser'], locations: [] },
          extensions: { validation: { 'input.email': ['bad'] } },
        },
      ],
    },
    ['input.email: bad'],
  ],
  [
    'GraphQL, a refusal of a field of the answer',
    { errors: [{ message: 'No', path: ['createUser'], extensions: { code: 'FORBIDDEN' } }] },
    [': No'],
  ],
  [
    'GitHub',
    {
      message: 'Validation Failed',
      errors: [{ resource: 'Issue', field: 'title', code: 'missing' }],
    },
    ['title: missing'],
  ],
  [
    'Azure',
    {
      error: { code: 'BadArgument', message: 'No', details: [{ target: 'email', message: 'bad' }] },
    },
    ['email: bad'],
  ],
  [
    'Strapi',
    {
      data: null,
      error: { message: 'No', details: { errors: [{ path: ['email'], message: 'bad' }] } },
    },
    ['email: bad'],
  ],
  [
    'Micronaut',
    { message: 'Bad Request', _embedded: { errors: [{ message: 'user.email: bad' }] } },
    [': user.email: bad'],
  ],
  ['FastAPI, a detail of its own', { detail: { code: 'x', message: 'No' } }, [': No']],
  ['Stripe', { error: { message: 'Your card was declined.', param: 'number' } }, []],
  [
    'a hand-made list',
    { errors: [{ email: 'bad' }, { name: 'odd' }] },
    ['email: bad', 'name: odd'],
  ],
  [
    'Django REST framework, fields that are named as an entry names its own',
    { items: [{ path: ['odd'], children: [{ name: ['bad'] }], title: ['too long'] }] },
    ['items.0.path: odd', 'items.0.children.0.name: bad', 'items.0.title: too long'],
  ],
  ['an answer that is data', { id: 7, tags: ['a', 'b'], owner: { name: 'Ann' } }, []],
  ['data within data', { project: { id: '7', name: 'A' } }, []],
]
