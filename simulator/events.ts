import type { LoggedCall } from './call-log';
import type { ConversationView } from './conversations';
import type { Fault } from './faults';
import type { Links } from './links';
import type { Settings } from './settings';

/** What changes inside the simulator; the page receives these as Server-Sent Events and the tests wait for them. */
export type SimulatorEvent =
	| { type: 'call'; data: LoggedCall }
	| { type: 'conversation'; data: ConversationView }
	| { type: 'settings'; data: Settings }
	| { type: 'faults'; data: Fault[] }
	| { type: 'links'; data: Links }
	| { type: 'reset'; data: null };

type Listener = (event: SimulatorEvent) => void;

/** Tells everyone who listens. Listeners are called at once, in the order in which they subscribed. */
export class Announcer {
	private readonly listeners = new Set<Listener>();

	announce(event: SimulatorEvent): void {
		for (const listener of [...this.listeners]) listener(event);
	}

	/** Returns the function that ends the subscription. */
	subscribe(listener: Listener): () => void {
		this.listeners.add(listener);
		return () => {
			this.listeners.delete(listener);
		};
	}
}
