const settings = $('Settings').first().json;
const { write, ...row } = compose(
	settings,
	$input.all().map(({ json }) => json),
	settings,
);
const result = [{ json: { ...row, write: JSON.stringify(write) } }];
