/** "Not Told Yet": the items of which no alert was found. */
const told = new Set($input.all().map(({ json }) => json.key));
const result = $('Settings')
	.all()
	.filter(({ json }) => !told.has(`alert:${json.key}`));
