// Made from rpc.discover by scripts/types.mjs; `npm run types` writes it again.
import type { DateInterval } from './index.ts';

export type Json = any;

export interface Methods {
    /** One actor across all initiatives. */
    'actor.get': {
        params: {
            actor: string;
            as_of?: string;
        };
        result: Json;
    };
    /** Actors of the register. */
    'actor.list': {
        params: {
            kind?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** Says that two ids are one actor; both stay valid. */
    'actor.merge': {
        params: {
            id: string;
            into: string;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** Registers an actor; its id is never reused. */
    'actor.register': {
        params: {
            id: string;
            kind: string;
            name: { en: string; fr?: string };
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            official_name?: { en: string; fr?: string };
            iso2?: string;
            m49?: string;
            un_member_since?: string;
            regional_group?: string;
            country?: string;
            aliases?: Array<string>;
        };
        result: Json;
    };
    /** Gives an actor a new name; the old one stays in its history. */
    'actor.rename': {
        params: {
            id: string;
            name: { en: string; fr?: string };
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** Who supports which step, with those that said nothing. */
    'alignment.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            step?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** A party deposits its acceptance of the amendment. */
    'amendment.accept': {
        params: {
            initiative: string;
            amendment: string;
            actor: string;
            act: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The amendment is adopted, with evidence. */
    'amendment.adopt': {
        params: {
            initiative: string;
            amendment: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The amendment will not enter into force any more. */
    'amendment.lapse': {
        params: {
            initiative: string;
            amendment: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Amendments on a date: where each stands, who accepted it and whom it binds. */
    'amendment.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** An amendment of the text is proposed (VCLT art. 40(2)). */
    'amendment.propose': {
        params: {
            initiative: string;
            amendment: string;
            title: { en: string; fr?: string };
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The depositary states, with evidence, when the amendment entered into force. */
    'amendment.state_in_force': {
        params: {
            initiative: string;
            amendment: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            in_force?: string | DateInterval;
        };
        result: Json;
    };
    /** Each actor's arrears on a date against the preceding full periods. */
    'arrears.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** Permit the vote in spite of arrears, until a day. */
    'arrears.waive': {
        params: {
            initiative: string;
            actor: string;
            until: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Assess a total by a scale, for one period. */
    'assessment.issue': {
        params: {
            initiative: string;
            period: string;
            total: string;
            scale: string;
            letter: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            unit?: string;
        };
        result: Json;
    };
    /** Published counts and aggregates, never summed. */
    'attestation.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** Records a figure as its source published it. */
    'attestation.record': {
        params: {
            initiative: string;
            key: string;
            subject: string;
            statement: { en: string; fr?: string };
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            figure?: string;
            unit?: string;
            overlaps?: Array<string>;
        };
        result: Json;
    };
    /** Corrects from the beginning, once nobody objected in time (VCLT art. 79(2)-(4)). */
    'correction.execute': {
        params: {
            initiative: string;
            correction: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Corrections with the time for objections and the objections made. */
    'correction.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** Objects within the time for objections (VCLT art. 79(2)). */
    'correction.object': {
        params: {
            initiative: string;
            correction: string;
            actor: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Proposes to correct an error; effective_on is the corrected day (VCLT art. 79(1)). */
    'correction.propose': {
        params: {
            initiative: string;
            seq: number;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            correction?: string;
            payload?: unknown;
            annul?: boolean;
        };
        result: Json;
    };
    /** Withdraws a proposed correction. */
    'correction.withdraw': {
        params: {
            initiative: string;
            correction: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Parties among the members of a group, both as of a date. */
    'coverage.get': {
        params: {
            initiative: string;
            group: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            weights?: string;
        };
        result: Json;
    };
    /** What changes from one version of a definition to another. */
    'definition.diff': {
        params: {
            definition: string;
            from: number;
            to: number;
        };
        result: Json;
    };
    /** The text of a definition. */
    'definition.get': {
        params: {
            definition: string;
            version?: number;
        };
        result: Json;
    };
    /** Published definitions. */
    'definition.list': {
        params: Record<string, never>;
        result: Json;
    };
    /** Publishes an immutable version of a definition. */
    'definition.publish': {
        params: {
            definition: unknown;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** Says that an event was recorded in error. */
    'event.annul': {
        params: {
            initiative: string;
            seq: number;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Replaces an event from the beginning (VCLT art. 79(4)); the original stays in the log. */
    'event.correct': {
        params: {
            initiative: string;
            seq: number;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            payload?: unknown;
        };
        result: Json;
    };
    /** One event with its leaf hash. */
    'event.get': {
        params: {
            seq: number;
        };
        result: Json;
    };
    /** Events in their order, filtered. */
    'event.list': {
        params: {
            initiative?: string;
            actor?: string;
            type?: string;
            after_seq?: number;
            limit?: number;
            concerns?: boolean;
        };
        result: Json;
    };
    /** Gives a principal a role, scoped and dated. */
    'grant.give': {
        params: {
            to: string;
            role: string;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            grant?: string;
            initiative?: string;
            actor?: string;
            until?: string;
            full_powers_until?: string;
        };
        result: Json;
    };
    /** Roles of principals, with scope and dates. */
    'grant.list': {
        params: Record<string, never>;
        result: Json;
    };
    /** Ends a grant at once. */
    'grant.revoke': {
        params: {
            grant: string;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** One group: its members on a date, and since when. */
    'group.get': {
        params: {
            group: string;
            as_of?: string;
        };
        result: Json;
    };
    /** Groups of actors, with how many belong on a date. */
    'group.list': {
        params: {
            as_of?: string;
        };
        result: Json;
    };
    /** Says from when until when an actor belongs to a group; a later record of the same first day replaces the earlier one. */
    'group.record_membership': {
        params: {
            group: string;
            actor: string;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            from?: string;
            until?: string;
        };
        result: Json;
    };
    /** Registers a group of actors; membership is dated. */
    'group.register': {
        params: {
            group: string;
            name: { en: string; fr?: string };
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** Moves a region of the initiative's machine. */
    'initiative.advance': {
        params: {
            initiative: string;
            event: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            region?: string;
            note?: string;
            successor?: string;
            consent_of_all?: boolean;
        };
        result: Json;
    };
    /** Every event with its verdict: may, guard, payload, role. */
    'initiative.allowed': {
        params: {
            initiative: string;
            actor?: string;
            as?: string;
            pledge?: string;
            milestone?: string;
            obligation?: string;
            reservation?: string;
            amendment?: string;
            correction?: string;
        };
        result: Json;
    };
    /** One initiative on a date, as known at a moment. */
    'initiative.get': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** Initiatives with their state. */
    'initiative.list': {
        params: {
            area?: string;
            as_of?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** Pins the initiative to another version of its definition; try it with dry_run first. */
    'initiative.migrate': {
        params: {
            initiative: string;
            version: number;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            mapping?: Array<{ region: string; from: string; to: string }>;
        };
        result: Json;
    };
    /** Opens an initiative, pinned to a published definition. */
    'initiative.open': {
        params: {
            definition: string;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            id?: string;
            definition_version?: number;
        };
        result: Json;
    };
    /** The depositary states that an instrument was the n-th (VCLT art. 77(1)(f)). */
    'initiative.state_ordinal': {
        params: {
            initiative: string;
            actor: string;
            ordinal: number;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** What acts that nobody has done would lead to; writes nothing. */
    'initiative.what_if': {
        params: {
            initiative: string;
            acts?: Array<{ actor: string; act: string; on?: string; as?: string; predecessor?: string; declaration?: string; amendment?: string }>;
            as_of?: string;
        };
        result: Json;
    };
    /** SHA-256 of the canonical state at the head; costly. */
    'log.digest': {
        params: Record<string, never>;
        result: Json;
    };
    /** The head of the log: sequence, Merkle root, epoch. */
    'log.head': {
        params: Record<string, never>;
        result: Json;
    };
    /** A machine as SCXML, Mermaid, DOT or JSON. */
    'machine.export': {
        params: {
            machine: string;
            format?: string;
            initiative?: string;
            as_of?: string;
        };
        result: Json;
    };
    /** Machines and archetypes compiled in. */
    'machine.list': {
        params: Record<string, never>;
        result: Json;
    };
    /** An independent reviewer assesses after the period. */
    'milestone.assess': {
        params: {
            initiative: string;
            milestone: string;
            level: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Cancels, with a reason. */
    'milestone.cancel': {
        params: {
            initiative: string;
            milestone: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Milestones of an initiative. */
    'milestone.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** Plans a milestone. */
    'milestone.plan': {
        params: {
            initiative: string;
            milestone: string;
            title: { en: string; fr?: string };
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            owner?: string;
            pledge?: string;
            due?: string | DateInterval;
            indicator?: string;
            baseline?: string;
            target?: string;
            unit?: string;
            after?: Array<string>;
            step?: string;
            addressees?: Array<string>;
        };
        result: Json;
    };
    /** Records a sourced outcome: met or missed. */
    'milestone.record_outcome': {
        params: {
            initiative: string;
            milestone: string;
            outcome: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            on?: string | DateInterval;
            statement?: string;
            cause?: string;
        };
        result: Json;
    };
    /** Reopens on new evidence. */
    'milestone.reopen': {
        params: {
            initiative: string;
            milestone: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The owner replies to the assessment. */
    'milestone.reply': {
        params: {
            initiative: string;
            milestone: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The owner reports completion. */
    'milestone.report_complete': {
        params: {
            initiative: string;
            milestone: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            explanation?: string;
        };
        result: Json;
    };
    /** The owner reports a measured value. */
    'milestone.report_progress': {
        params: {
            initiative: string;
            milestone: string;
            value: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            correction?: boolean;
        };
        result: Json;
    };
    /** The owner says on_track, delayed or at_risk. */
    'milestone.report_status': {
        params: {
            initiative: string;
            milestone: string;
            status: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Moves the due date, with a reason; the original stays. */
    'milestone.reschedule': {
        params: {
            initiative: string;
            milestone: string;
            due: string | DateInterval;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The owner starts work. */
    'milestone.start': {
        params: {
            initiative: string;
            milestone: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Replaces by another milestone. */
    'milestone.supersede': {
        params: {
            initiative: string;
            milestone: string;
            successor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor acknowledges a notification. */
    'notification.acknowledge': {
        params: {
            initiative: string;
            number: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The depositary informed the actor (VCLT art. 78(c)); windows run from that day. */
    'notification.deliver': {
        params: {
            initiative: string;
            number: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** One depositary notification. */
    'notification.get': {
        params: {
            number: string;
        };
        result: Json;
    };
    /** Depositary notifications of an initiative or for an actor, oldest first. */
    'notification.list': {
        params: {
            initiative?: string;
            actor?: string;
            year?: number;
            after?: string;
            limit?: number;
        };
        result: Json;
    };
    /** The actor withdraws its objection (VCLT art. 22(2)). */
    'objection.withdraw': {
        params: {
            initiative: string;
            reservation: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Record one assessed amount as published. */
    'obligation.assess': {
        params: {
            initiative: string;
            actor: string;
            period: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            obligation?: string;
            unit?: string;
            due?: string;
            letter?: string;
            scale?: string;
        };
        result: Json;
    };
    /** Reduce what is owed by a credit. */
    'obligation.credit': {
        params: {
            initiative: string;
            obligation: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Assessed obligations on a date, with what is known to be paid. */
    'obligation.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            period?: string;
            state?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** State that it was not paid in full; what remains is then unknown. */
    'obligation.record_not_paid_in_full': {
        params: {
            initiative: string;
            obligation: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** State that it was paid in full. */
    'obligation.record_paid_in_full': {
        params: {
            initiative: string;
            obligation: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Record a payment received. */
    'obligation.record_payment': {
        params: {
            initiative: string;
            obligation: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            payment?: string;
        };
        result: Json;
    };
    /** Reverse a payment; both stay. */
    'obligation.reverse_payment': {
        params: {
            initiative: string;
            obligation: string;
            payment: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** One period on a date: paid in full, on time, late, unknown. */
    'obligation.summary': {
        params: {
            initiative: string;
            period: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** Accepts an application. */
    'participation.accept': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor applies, with a letter of intent. */
    'participation.apply': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            as?: string;
            statement?: string;
        };
        result: Json;
    };
    /** Provisional application starts (VCLT art. 25(1)). */
    'participation.apply_provisionally': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor makes a declaration. */
    'participation.declare': {
        params: {
            initiative: string;
            actor: string;
            kind: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor declines. */
    'participation.decline': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The coordinator delists a supporter, with a reason. */
    'participation.delist': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor deposits its instrument of ratification, acceptance, approval, accession or formal confirmation (VCLT art. 14-16). */
    'participation.deposit': {
        params: {
            initiative: string;
            actor: string;
            act: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            declaration?: string;
            precondition_unsourced?: boolean;
        };
        result: Json;
    };
    /** Provisional application ends (VCLT art. 25(2)). */
    'participation.end_provisional_application': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor endorses. */
    'participation.endorse': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            statement?: string;
        };
        result: Json;
    };
    /** Invites an actor. */
    'participation.invite': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor joins in a role. */
    'participation.join': {
        params: {
            initiative: string;
            actor: string;
            as: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor leaves. */
    'participation.leave': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Participations of an initiative. */
    'participation.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** The actor gives notice of withdrawal (VCLT art. 54, 56). */
    'participation.notify_withdrawal': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            effective?: string;
        };
        result: Json;
    };
    /** Rejects an application, with a reason. */
    'participation.reject': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor files its periodic report. */
    'participation.report': {
        params: {
            initiative: string;
            actor: string;
            period: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Ends the suspension. */
    'participation.resume': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor revokes its notice before it takes effect (VCLT art. 68). */
    'participation.revoke_withdrawal': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor signs (VCLT art. 11-12). */
    'participation.sign': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            definitive?: boolean;
            authority?: string;
        };
        result: Json;
    };
    /** The actor notifies its succession. */
    'participation.succeed': {
        params: {
            initiative: string;
            actor: string;
            predecessor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Suspends the participation, with a reason. */
    'participation.suspend': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The identity of a supporter is vetted. */
    'participation.vet': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The actor withdraws its endorsement. */
    'participation.withdraw_endorsement': {
        params: {
            initiative: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Says whether the open phase passes its gate. */
    'phase.review': {
        params: {
            initiative: string;
            phase: string;
            outcome: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The recipient accepts a delivery, whole or in part. */
    'pledge.accept_delivery': {
        params: {
            initiative: string;
            pledge: string;
            delivery: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            amount?: string;
        };
        result: Json;
    };
    /** Replaces the total of the promise. */
    'pledge.amend': {
        params: {
            initiative: string;
            pledge: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Records a public statement of a promise; it is shown and counted in no total of pledges until the contributor registers it. */
    'pledge.announce': {
        params: {
            initiative: string;
            content: { actor: string; form?: string; amount?: string; unit?: string; finance_type?: string; description?: string; event?: string; conditional_amount?: string; condition?: string; period?: string; due?: string; earmarking?: string; shares?: Array<{ actor: string; share: string }>; restates?: string; composed_of?: Array<string>; splits?: Array<{ initiative: string; percent: string }> };
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            pledge?: string;
        };
        result: Json;
    };
    /** An independent reviewer says how far the promise is kept, beside what the contributor reports. */
    'pledge.assess': {
        params: {
            initiative: string;
            pledge: string;
            level: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The recipient confirms what arrived. */
    'pledge.confirm_receipt': {
        params: {
            initiative: string;
            pledge: string;
            receipt: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            amount?: string;
        };
        result: Json;
    };
    /** States what the promise, or a part, waits for. */
    'pledge.declare_condition': {
        params: {
            initiative: string;
            pledge: string;
            kind: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            amount?: string;
            ratio?: string;
            cap?: string;
        };
        result: Json;
    };
    /** The recipient disputes a reported payment. */
    'pledge.dispute_receipt': {
        params: {
            initiative: string;
            pledge: string;
            receipt: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The condition can no longer be met; the part it covers is promised no more. */
    'pledge.lapse_condition': {
        params: {
            initiative: string;
            pledge: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Pledges of an initiative. */
    'pledge.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** A matching condition: what others promised, and what it needs. */
    'pledge.matching': {
        params: {
            initiative: string;
            pledge: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** The condition is met, on evidence. */
    'pledge.meet_condition': {
        params: {
            initiative: string;
            pledge: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Reduces the promise, with a reason; the original stays visible. */
    'pledge.reduce': {
        params: {
            initiative: string;
            pledge: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The contributor registers its promise, or confirms an announced one by naming its id. */
    'pledge.register': {
        params: {
            initiative: string;
            content: { actor: string; form?: string; amount?: string; unit?: string; finance_type?: string; description?: string; event?: string; conditional_amount?: string; condition?: string; period?: string; due?: string; earmarking?: string; shares?: Array<{ actor: string; share: string }>; restates?: string; composed_of?: Array<string>; splits?: Array<{ initiative: string; percent: string }> };
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            pledge?: string;
        };
        result: Json;
    };
    /** The recipient rejects a delivery, with a reason. */
    'pledge.reject_delivery': {
        params: {
            initiative: string;
            pledge: string;
            delivery: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The recipient side gives up expecting an amount; the promise is unchanged. Two persons. */
    'pledge.release': {
        params: {
            initiative: string;
            pledge: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The contributor reports a delivery in kind. */
    'pledge.report_delivery': {
        params: {
            initiative: string;
            pledge: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            delivery?: string;
            recipient?: string;
            shelf_life_days?: number;
        };
        result: Json;
    };
    /** The contributor reports a payment; it counts as paid once the recipient confirms it. */
    'pledge.report_payment': {
        params: {
            initiative: string;
            pledge: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            receipt?: string;
            instalment?: string;
        };
        result: Json;
    };
    /** The contributor reports how an undertaking goes. */
    'pledge.report_undertaking': {
        params: {
            initiative: string;
            pledge: string;
            stage: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Moves an instalment with the recipient's consent; the original date is kept. */
    'pledge.reschedule_instalment': {
        params: {
            initiative: string;
            pledge: string;
            instalment: string;
            due: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** The recipient reverses a confirmed receipt, with a reason. */
    'pledge.reverse_receipt': {
        params: {
            initiative: string;
            pledge: string;
            receipt: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Both sides sign a binding commitment with its instalments; naming a signed one replaces its terms. Two persons, one of each side. */
    'pledge.sign_commitment': {
        params: {
            initiative: string;
            pledge: string;
            amount: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            commitment?: string;
            qualified?: boolean;
            instalments?: Array<{ key: string; due: string; amount: string }>;
        };
        result: Json;
    };
    /** Another pledge takes the place of this one. */
    'pledge.supersede': {
        params: {
            initiative: string;
            pledge: string;
            successor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Ends a commitment, with a reason. */
    'pledge.terminate_commitment': {
        params: {
            initiative: string;
            pledge: string;
            commitment: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Marks a record made in error; another pledge takes its place. Two persons. */
    'pledge.void': {
        params: {
            initiative: string;
            pledge: string;
            successor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Withdraws the promise, with a reason; receipts stay. */
    'pledge.withdraw': {
        params: {
            initiative: string;
            pledge: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Another person approves exactly the proposal of this hash; it runs at once. */
    'proposal.approve': {
        params: {
            initiative: string;
            proposal: string;
            hash: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Proposes a command that needs a second person: {method, params}. */
    'proposal.create': {
        params: {
            initiative: string;
            method: string;
            params: unknown;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            proposal?: string;
            expires_on?: string;
        };
        result: Json;
    };
    /** Proposals that wait for a second person, or did. */
    'proposal.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** Who proposed it withdraws it. */
    'proposal.withdraw': {
        params: {
            initiative: string;
            proposal: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Records an exchange rate with its source. */
    'rate.record': {
        params: {
            base: string;
            quote: string;
            rate: string;
            on: string;
            kind: string;
            source: string;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** Every reason code with its clause and words. */
    'reason.list': {
        params: Record<string, never>;
        result: Json;
    };
    /** Relations between each two contracting States on a date, where a reservation stands. */
    'relation.matrix': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** A contracting State accepts expressly; without an actor, the competent organ does (VCLT art. 20(3)-(4)). */
    'reservation.accept': {
        params: {
            initiative: string;
            reservation: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            actor?: string;
        };
        result: Json;
    };
    /** The actor formulates a reservation (VCLT art. 19, 23). */
    'reservation.formulate': {
        params: {
            initiative: string;
            actor: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            reservation?: string;
            provision?: string;
        };
        result: Json;
    };
    /** Reservations on a date, with each contracting State's position and window. */
    'reservation.list': {
        params: {
            initiative: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            actor?: string;
            limit?: number;
            after?: string;
        };
        result: Json;
    };
    /** A contracting State objects (VCLT art. 20(4)(b)); after its period the objection is kept as a communication. */
    'reservation.object': {
        params: {
            initiative: string;
            reservation: string;
            actor: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            precludes?: boolean;
            statement?: string;
        };
        result: Json;
    };
    /** The author withdraws its reservation (VCLT art. 22(1)). */
    'reservation.withdraw': {
        params: {
            initiative: string;
            reservation: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** This document. */
    'rpc.discover': {
        params: Record<string, never>;
        result: Json;
    };
    /** Adopt a scale of assessments. */
    'scale.adopt': {
        params: {
            initiative: string;
            scale: string;
            from: string;
            until: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            rates?: Array<{ actor: string; percent: string }>;
        };
        result: Json;
    };
    /** What an actor, area, group or initiative joined, promised and paid, with indicators. */
    'scorecard.get': {
        params: {
            by: string;
            id: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** Actors by initiatives, one word of state in each cell. */
    'scorecard.matrix': {
        params: {
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
        };
        result: Json;
    };
    /** Backup age, disk, sockets, queue and configuration with origins. */
    'server.status': {
        params: Record<string, never>;
        result: Json;
    };
    /** Who I am, what the register is, what the limits are. */
    'session.hello': {
        params: {
            token?: string;
            client?: string;
        };
        result: Json;
    };
    /** The caller's roles. */
    'session.roles': {
        params: Record<string, never>;
        result: Json;
    };
    /** A member objects; one objection is enough. */
    'silence.break': {
        params: {
            initiative: string;
            procedure: string;
            actor: string;
            statement: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
        };
        result: Json;
    };
    /** Puts a text under silence until the end of a day. */
    'silence.open': {
        params: {
            initiative: string;
            procedure: string;
            title: { en: string; fr?: string };
            deadline: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            resubmits?: string;
        };
        result: Json;
    };
    /** The actor says what it thinks of one step or principle. */
    'step.align': {
        params: {
            initiative: string;
            actor: string;
            step: string;
            position: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
            on_behalf_of?: string;
            statement?: string;
        };
        result: Json;
    };
    /** Records that the log was restored from a backup. */
    'store.record_restore': {
        params: {
            epoch: string;
            previous_epoch: string;
            from_seq: number;
            on_behalf_of?: string;
            evidence?: Array<{ uri: string; title?: string; sha256?: string }>;
            reason?: string;
            idempotency_key?: string;
            expected_version?: number;
            dry_run?: boolean;
            effective_on?: string | DateInterval;
            known_on?: string | DateInterval;
        };
        result: Json;
    };
    /** Events of a topic, from a cursor or from now. WebSocket only. */
    'subscribe': {
        params: {
            topic: string;
            cursor?: string;
            snapshot?: boolean;
        };
        result: Json;
    };
    /** Issues an API token; shown once. */
    'token.issue': {
        params: {
            principal?: string;
            label?: string;
            expires_on?: string;
        };
        result: Json;
    };
    /** All tokens, without their secrets. */
    'token.list': {
        params: Record<string, never>;
        result: Json;
    };
    /** Revokes a token at once, and ends the sign-ins made with it. */
    'token.revoke': {
        params: {
            id: string;
        };
        result: Json;
    };
    /** The events behind each figure. */
    'totals.explain': {
        params: {
            initiative?: string;
            actor?: string;
            area?: string;
            group?: string;
            kind?: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            currency?: string;
            column?: string;
            unit?: string;
        };
        result: Json;
    };
    /** Totals by unit and kind of finance. */
    'totals.get': {
        params: {
            initiative?: string;
            actor?: string;
            area?: string;
            group?: string;
            kind?: string;
            as_of?: string;
            known_at?: { seq?: number; recorded?: string; known_on?: string };
            currency?: string;
            column?: string;
            unit?: string;
        };
        result: Json;
    };
    /** Ends a subscription. WebSocket only. */
    'unsubscribe': {
        params: {
            sub: string;
        };
        result: Json;
    };
    /** Adds a person who signs in with a password. */
    'user.add': {
        params: {
            name: string;
            password: string;
            principal?: string;
        };
        result: Json;
    };
    /** Ends the user's sign-ins and takes no new one. */
    'user.disable': {
        params: {
            name: string;
        };
        result: Json;
    };
    /** All users, without their passwords. */
    'user.list': {
        params: Record<string, never>;
        result: Json;
    };
    /** Sets another password, enables the user and ends the user's sign-ins. */
    'user.reset': {
        params: {
            name: string;
            password: string;
        };
        result: Json;
    };
}
