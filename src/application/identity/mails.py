"""The mails of identity, in Indonesian and English."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from bosonline.application.identity.ports import Mail
from bosonline.domain.identity import Email, User

_SIGNED = {
    "id": "\n\nSalam,\nBosOnline\n",
    "en": "\n\nRegards,\nBosOnline\n",
}
_VERIFICATION = {
    "id": (
        "Verifikasi alamat email Anda",
        "Halo {name},\n\nakun BosOnline Anda sudah dibuat. Pastikan alamat email ini milik Anda dengan membuka:\n\n"
        "{link}\n\nTautan ini berlaku 3 hari. Bila Anda tidak mendaftar, abaikan email ini.",
    ),
    "en": (
        "Verify your e-mail address",
        "Hello {name},\n\nyour BosOnline account is ready. Confirm that this e-mail address is yours by opening:\n\n"
        "{link}\n\nThe link is good for 3 days. If you did not register, ignore this mail.",
    ),
}
_KNOWN = {
    "id": (
        "Anda sudah punya akun BosOnline",
        "Halo {name},\n\nseseorang baru saja mendaftar di BosOnline dengan alamat email ini, yang sudah punya akun. "
        "Bila itu Anda, cukup masuk dengan kata sandi Anda. Lupa kata sandi? Buat yang baru di sini:\n\n"
        "{link}\n\nTautan ini berlaku 30 menit. Bila itu bukan Anda, abaikan email ini; akun Anda tidak berubah.",
    ),
    "en": (
        "You already have a BosOnline account",
        "Hello {name},\n\nsomebody has just registered at BosOnline with this e-mail address, which has an account. "
        "If that was you, simply sign in with your password. Forgotten it? Choose a new one here:\n\n"
        "{link}\n\nThe link is good for 30 minutes. If it was not you, ignore this mail; your account is unchanged.",
    ),
}
_RESET = {
    "id": (
        "Buat kata sandi baru",
        "Halo {name},\n\nuntuk membuat kata sandi baru bagi akun BosOnline Anda, buka:\n\n"
        "{link}\n\nTautan ini berlaku 30 menit dan hanya sekali pakai. Bila Anda tidak memintanya, abaikan email ini.",
    ),
    "en": (
        "Choose a new password",
        "Hello {name},\n\nto choose a new password for your BosOnline account, open:\n\n"
        "{link}\n\nThe link is good for 30 minutes and for one use. If you did not ask for it, ignore this mail.",
    ),
}
_CHANGED = {
    "id": (
        "Kata sandi Anda telah diubah",
        "Halo {name},\n\nkata sandi akun BosOnline Anda baru saja diubah. Bila itu bukan Anda, segera minta kata "
        "sandi baru di:\n\n{link}",
    ),
    "en": (
        "Your password was changed",
        "Hello {name},\n\nthe password of your BosOnline account has just been changed. If that was not you, ask for "
        "a new password at once:\n\n{link}",
    ),
}
_INVITATION = {
    "id": (
        "Anda bergabung dengan {store} di BosOnline",
        "Halo {name},\n\n{store} menambahkan Anda sebagai staf di BosOnline. Masuk dengan alamat email ini dan kata "
        "sandi yang diberikan toko kepada Anda, lalu ganti kata sandi itu. Pastikan dahulu alamat email ini milik "
        "Anda dengan membuka:\n\n{link}\n\nTautan ini berlaku 3 hari. Bila Anda tidak mengenal toko ini, abaikan "
        "email ini.",
    ),
    "en": (
        "You have joined {store} on BosOnline",
        "Hello {name},\n\n{store} has added you to its staff on BosOnline. Sign in with this e-mail address and the "
        "password that the store gave you, then choose one of your own. First confirm that this e-mail address is "
        "yours by opening:\n\n{link}\n\nThe link is good for 3 days. If you do not know this store, ignore this "
        "mail.",
    ),
}
_NEW_ADDRESS = {
    "id": (
        "Verifikasi alamat email baru Anda",
        "Halo {name},\n\nAnda ingin memakai alamat email ini untuk akun BosOnline Anda. Pastikan alamat ini milik Anda "
        "dengan membuka:\n\n{link}\n\nTautan ini berlaku 3 hari; sampai saat itu alamat yang lama tetap berlaku. Bila "
        "Anda tidak memintanya, abaikan email ini.",
    ),
    "en": (
        "Verify your new e-mail address",
        "Hello {name},\n\nyou want to use this e-mail address for your BosOnline account. Confirm that it is yours by "
        "opening:\n\n{link}\n\nThe link is good for 3 days; until you open it the old address stays. If you did not "
        "ask for it, ignore this mail.",
    ),
}
_ADDRESS_CHANGING = {
    "id": (
        "Alamat email akun Anda akan diganti",
        "Halo {name},\n\nakun BosOnline Anda diminta memakai alamat {address}. Alamat ini tetap berlaku sampai alamat "
        "baru diverifikasi. Bila itu bukan Anda, segera buat kata sandi baru di:\n\n{link}",
    ),
    "en": (
        "The e-mail address of your account is about to change",
        "Hello {name},\n\nyour BosOnline account was asked to use the address {address}. This address stays until the "
        "new one is verified. If that was not you, choose a new password at once:\n\n{link}",
    ),
}
_ADDRESS_WANTED = {
    "id": (
        "Alamat email Anda sudah dipakai akun Anda",
        "Halo {name},\n\nseseorang ingin memakai alamat email ini untuk akun BosOnline lain, padahal alamat ini milik "
        "akun Anda. Bila itu Anda, masuk ke akun ini atau buat kata sandi baru di:\n\n{link}\n\nBila itu bukan Anda, "
        "abaikan email ini; akun Anda tidak berubah.",
    ),
    "en": (
        "Your e-mail address has an account already",
        "Hello {name},\n\nsomebody wants to use this e-mail address for another BosOnline account, but it belongs to "
        "yours. If that was you, sign in to this account, or choose a new password at:\n\n{link}\n\nIf it was not you, "
        "ignore this mail; your account is unchanged.",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mails:
    """Writes the mails, in the user's own language where none is given.

    Every link begins with the address that the operator configured.
    """

    base_url: str

    def verification(self, user: User, token: str, language: str | None) -> Mail:
        """Asks a new user to prove the address."""
        return self._write(_VERIFICATION, user, language, f"/verify-email?token={quote(token)}")

    def known_already(self, user: User, token: str, language: str | None) -> Mail:
        """Tells the owner of an account that somebody registered with its address."""
        return self._write(_KNOWN, user, language, f"/reset-password?token={quote(token)}")

    def reset(self, user: User, token: str, language: str | None) -> Mail:
        """Lets a user choose a new password."""
        return self._write(_RESET, user, language, f"/reset-password?token={quote(token)}")

    def password_changed(self, user: User, language: str | None) -> Mail:
        """Tells a user that the password is another one."""
        return self._write(_CHANGED, user, language, "/reset-password")

    def invitation(self, user: User, store: str, token: str, language: str | None) -> Mail:
        """Tells somebody that a store has taken them on, and asks them to prove the address."""
        return self._write(_INVITATION, user, language, f"/verify-email?token={quote(token)}", store=store)

    def new_address(self, user: User, address: Email, token: str) -> Mail:
        """Asks a user to prove the address that they wish for; it goes there."""
        path = f"/verify-email?token={quote(token)}"
        return replace(self._write(_NEW_ADDRESS, user, None, path), to_address=address)

    def address_changing(self, user: User, address: Email) -> Mail:
        """Tells a user, at the present address, that another is wished for."""
        return self._write(_ADDRESS_CHANGING, user, None, "/reset-password", address=address)

    def address_wanted(self, owner: User) -> Mail:
        """Tells the owner of an account that somebody wishes for its address."""
        return self._write(_ADDRESS_WANTED, owner, None, "/reset-password")

    def _write(
        self, texts: dict[str, tuple[str, str]], user: User, language: str | None, path: str, **facts: str
    ) -> Mail:
        told = language or user.language
        facts |= {"name": user.name, "link": self.base_url.rstrip("/") + path}
        subject, text = (part.format(**facts) for part in texts[told])
        return Mail(to_name=user.name, to_address=user.email, subject=subject, text=text + _SIGNED[told])
