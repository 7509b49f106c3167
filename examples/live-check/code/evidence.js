const rows = $input.all().map(({ json }) => json).filter(({ kind }) => kind).sort((one, other) => one.id - other.id);
const s = $('Next Step').last().json.state;
const calls = rows.filter(({ kind }) => kind === 'received').map(({ data, at }) => ({ ...JSON.parse(data), at }));
const answers = rows.filter(({ kind }) => kind === 'answered').map(({ data }) => JSON.parse(data));
