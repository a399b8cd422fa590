"""The list of settings: what each is called, and what it says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the list."""

    field: str
    variable: str
    help: str
    secret: bool = False


SETTINGS = (
    Setting("data", "MUSTER_DATA", "Folder of the embedded database, its key ring and the files."),
    Setting(
        "blobs",
        "MUSTER_BLOBS",
        "Folder of recordings and uploaded files; empty is blobs in the data.",
    ),
    Setting("host", "MUSTER_HOST", "Address to listen on."),
    Setting("port", "MUSTER_PORT", "Port to listen on; 0 takes a free one."),
    Setting("public_url", "MUSTER_PUBLIC_URL", "The address that candidates' links begin with."),
    Setting(
        "database_url",
        "MUSTER_DATABASE_URL",
        "PostgreSQL 15 or newer; empty starts the embedded one.",
        secret=True,
    ),
    Setting(
        "database_direct_url",
        "MUSTER_DATABASE_DIRECT_URL",
        "The same database past any pooler, for migrations.",
        secret=True,
    ),
    Setting("database_pool", "MUSTER_DATABASE_POOL", "Connections a process may open."),
    Setting(
        "prepared_statements",
        "MUSTER_PREPARED_STATEMENTS",
        "Switch off behind a pooler that cannot keep them.",
    ),
    Setting(
        "secret_keys",
        "MUSTER_SECRET_KEYS",
        "Key ring ID:SECRET,… that signs links, newest first.",
        secret=True,
    ),
    Setting(
        "smtp_url",
        "MUSTER_SMTP_URL",
        "Relay: smtp://, smtp+starttls:// or smtps://[USER:PASSWORD@]HOST[:PORT].",
        secret=True,
    ),
    Setting(
        "smtp_connections",
        "MUSTER_SMTP_CONNECTIONS",
        "Connections to the relay that a worker keeps.",
    ),
    Setting(
        "smtp_rate",
        "MUSTER_SMTP_RATE",
        "Letters a second that the relay takes from all workers; 0 is no limit.",
    ),
    Setting(
        "smtp_command_timeout",
        "MUSTER_SMTP_COMMAND_TIMEOUT",
        "Seconds to wait for a reply to a command.",
    ),
    Setting(
        "smtp_data_timeout",
        "MUSTER_SMTP_DATA_TIMEOUT",
        "Seconds to wait for the reply to a letter's final dot.",
    ),
    Setting("mail_from", "MUSTER_MAIL_FROM", "Sender address of every letter."),
    Setting(
        "bounce_domain",
        "MUSTER_BOUNCE_DOMAIN",
        "Domain of the return paths by which letters that come back are known.",
    ),
    Setting(
        "bounce_imap",
        "MUSTER_BOUNCE_IMAP",
        "Folder of reports: imaps://USER:PASSWORD@HOST[:PORT]/FOLDER[?done=FOLDER].",
        secret=True,
    ),
    Setting(
        "mail_folder",
        "MUSTER_MAIL_FOLDER",
        "Write letters into this folder instead of sending them.",
    ),
    Setting(
        "mailbox",
        "MUSTER_MAILBOX",
        "Keep letters in a folder of the data and show them at /mailbox, to loopback only.",
    ),
    Setting(
        "webhook_allow",
        "MUSTER_WEBHOOK_ALLOW",
        "Hosts and networks that webhooks may go to although they are not public, or not https.",
    ),
    Setting("oidc_issuer", "MUSTER_OIDC_ISSUER", "OpenID Connect service that members sign in by."),
    Setting("oidc_client_id", "MUSTER_OIDC_CLIENT_ID", "The name of this console there."),
    Setting(
        "oidc_client_secret", "MUSTER_OIDC_CLIENT_SECRET", "Its secret, if it has one.", secret=True
    ),
    Setting("oidc_label", "MUSTER_OIDC_LABEL", "What people call the service."),
    Setting(
        "oidc_organization",
        "MUSTER_OIDC_ORGANIZATION",
        "Slug of the organization that whoever comes the first time joins; empty is members only.",
    ),
    Setting("oidc_role", "MUSTER_OIDC_ROLE", "What they become there."),
    Setting("role", "MUSTER_ROLE", "What a process does: all, web or worker."),
    Setting("processes", "MUSTER_PROCESSES", "Number of equal processes that serve starts."),
    Setting(
        "rate_limit",
        "MUSTER_RATE_LIMIT",
        "Requests or rows a minute that a key may ask of /v1 of one process; 0 is no limit.",
    ),
    Setting("log_level", "MUSTER_LOG_LEVEL", "debug, info, warning or error."),
)
