import type { Agent } from './agents';

/** "User Overview": who is bound to a user ID is told by anonymous id, channel and source together. */
export interface Binding {
	anonymous_id: string;
	conversation_type: string;
	source_id: string | null;
}

export interface User {
	bindings: Binding[];
	properties: Map<string, unknown>;
}

/** "A single user_id can bind up to 100 anonymous_ids"; the oldest binding gives way. */
const MOST_BINDINGS = 100;

/** What the Agents know of their users; each Agent's are its own ("User data is isolated across Agents"). */
export class Users {
	private readonly byAgent = new Map<string, Map<string, User>>();

	find(agent: Agent, userId: string): User | undefined {
		return this.of(agent).get(userId);
	}

	findAnonymous(agent: Agent, anonymousId: string): User | undefined {
		return [...this.of(agent).values()].find(({ bindings }) =>
			bindings.some((binding) => binding.anonymous_id === anonymousId),
		);
	}

	/** The user of this ID, from now on at the latest. */
	know(agent: Agent, userId: string): User {
		const users = this.of(agent);
		const user = users.get(userId) ?? { bindings: [], properties: new Map() };
		users.set(userId, user);
		return user;
	}

	/** Binds, taking what is bound away from others; what is bound again becomes the newest. */
	bind(agent: Agent, userId: string, bindings: readonly Binding[]): User {
		const user = this.know(agent, userId);
		for (const binding of bindings) {
			for (const other of this.of(agent).values()) {
				other.bindings = other.bindings.filter((known) => !isSame(known, binding));
			}
			user.bindings.push(binding);
		}
		user.bindings = user.bindings.slice(-MOST_BINDINGS);
		return user;
	}

	clear(): void {
		this.byAgent.clear();
	}

	private of(agent: Agent): Map<string, User> {
		const users = this.byAgent.get(agent.key) ?? new Map<string, User>();
		this.byAgent.set(agent.key, users);
		return users;
	}
}

function isSame(one: Binding, other: Binding): boolean {
	return (
		one.anonymous_id === other.anonymous_id &&
		one.conversation_type === other.conversation_type &&
		one.source_id === other.source_id
	);
}
