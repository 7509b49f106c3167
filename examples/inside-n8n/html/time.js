const timeIn = (zone) => (at) => {
const own = DateTime.fromISO(at);
const there = zone ? own.setZone(zone) : own;
const time = there.isValid ? there : own;
return time.toFormat(time.toISODate() === DateTime.now().setZone(time.zone).toISODate() ? 'HH:mm:ss' : 'yyyy-MM-dd HH:mm:ss'); };
