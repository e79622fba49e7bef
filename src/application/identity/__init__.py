"""What can be done about accounts, logins and passwords."""

from dataclasses import dataclass

from bosonline.application.identity.api_keys import ApiKeyMade, KeyKeeping, ListApiKeys, MakeApiKey, RevokeApiKey
from bosonline.application.identity.audit_log import ReadAuditLog
from bosonline.application.identity.authenticate import Authenticate
from bosonline.application.identity.change_password import (
    AskPasswordReset,
    ChangePassword,
    ConfirmPasswordReset,
    VerifyEmail,
)
from bosonline.application.identity.log_out import EndSession, ListLoginAttempts, ListSessions, LogOut
from bosonline.application.identity.mails import Mails
from bosonline.application.identity.me import Me, ShowMe
from bosonline.application.identity.passwords import TakePassword
from bosonline.application.identity.profile import ChangeProfile, ReadProfile
from bosonline.application.identity.register import CreatePlatformAdmin, Register, VerifyPhone
from bosonline.application.identity.send_mail import (
    KeepToken,
    SendEmailChangeMails,
    SendInvitationMail,
    SendKnownAccountMail,
    SendPasswordChangedMail,
    SendPasswordResetMail,
    SendVerificationMail,
)
from bosonline.application.identity.signing_in import LogIn, Refresh, SignedIn
from bosonline.application.identity.staffing import (
    AddStaff,
    ChangeStaff,
    ListStaff,
    RemoveStaff,
    Staffing,
    SwitchStaff,
)

__all__ = [
    "AddStaff",
    "ApiKeyMade",
    "AskPasswordReset",
    "Authenticate",
    "ChangePassword",
    "ChangeProfile",
    "ChangeStaff",
    "ConfirmPasswordReset",
    "CreatePlatformAdmin",
    "EndSession",
    "Identity",
    "KeepToken",
    "KeyKeeping",
    "ListApiKeys",
    "ListLoginAttempts",
    "ListSessions",
    "ListStaff",
    "LogIn",
    "LogOut",
    "Mails",
    "MakeApiKey",
    "Me",
    "ReadAuditLog",
    "ReadProfile",
    "Refresh",
    "Register",
    "RemoveStaff",
    "RevokeApiKey",
    "SendEmailChangeMails",
    "SendInvitationMail",
    "SendKnownAccountMail",
    "SendPasswordChangedMail",
    "SendPasswordResetMail",
    "SendVerificationMail",
    "ShowMe",
    "SignedIn",
    "Staffing",
    "SwitchStaff",
    "TakePassword",
    "VerifyEmail",
    "VerifyPhone",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The use cases of identity."""

    register: Register
    log_in: LogIn
    refresh: Refresh
    authenticate: Authenticate
    log_out: LogOut
    list_sessions: ListSessions
    end_session: EndSession
    list_login_attempts: ListLoginAttempts
    verify_email: VerifyEmail
    change_password: ChangePassword
    ask_password_reset: AskPasswordReset
    confirm_password_reset: ConfirmPasswordReset
    show_me: ShowMe
    read_profile: ReadProfile
    change_profile: ChangeProfile
    send_verification_mail: SendVerificationMail
    send_known_account_mail: SendKnownAccountMail
    send_password_reset_mail: SendPasswordResetMail
    send_password_changed_mail: SendPasswordChangedMail
    create_platform_admin: CreatePlatformAdmin
    verify_phone: VerifyPhone
    staffing: Staffing
    key_keeping: KeyKeeping
    read_audit_log: ReadAuditLog
    send_invitation_mail: SendInvitationMail
    send_email_change_mails: SendEmailChangeMails
