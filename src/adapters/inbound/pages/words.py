"""The words of the pages around an account, in Indonesian and English."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "verify_title": "Verifikasi alamat email",
        "verify": "Tekan tombol di bawah ini untuk memastikan bahwa alamat email ini milik Anda.",
        "verify_button": "Ya, ini alamat saya",
        "verified_title": "Alamat email terverifikasi",
        "verified": "Terima kasih. Alamat email Anda sudah terverifikasi; halaman ini boleh ditutup.",
        "ask_title": "Lupa kata sandi",
        "ask": "Tulis alamat email akun Anda. Kami mengirim tautan untuk membuat kata sandi baru.",
        "email": "Alamat email",
        "ask_button": "Kirim tautan",
        "mail_sent_title": "Periksa email Anda",
        "mail_sent": "Bila alamat itu memiliki akun, tautan untuk membuat kata sandi baru sedang dikirim ke sana.",
        "choose_title": "Buat kata sandi baru",
        "choose": "Paling sedikit 8 karakter, dan bukan kata sandi yang mudah ditebak. Semua sesi Anda akan berakhir.",
        "password": "Kata sandi baru",
        "choose_button": "Simpan kata sandi",
        "again": "Minta tautan baru",
        "password_chosen_title": "Kata sandi disimpan",
        "password_chosen": "Kata sandi Anda sudah diganti. Silakan masuk dengan kata sandi yang baru.",
    },
    "en": {
        "verify_title": "Verify your e-mail address",
        "verify": "Press the button below to confirm that this e-mail address is yours.",
        "verify_button": "Yes, it is mine",
        "verified_title": "E-mail address verified",
        "verified": "Thank you. Your e-mail address is verified; you may close this page.",
        "ask_title": "Forgotten password",
        "ask": "Enter the e-mail address of your account. We send you a link to choose a new password.",
        "email": "E-mail address",
        "ask_button": "Send the link",
        "mail_sent_title": "Check your mail",
        "mail_sent": "If the address has an account, a link to choose a new password is on its way there.",
        "choose_title": "Choose a new password",
        "choose": "At least 8 characters, and not a password that is easy to guess. All your sessions will end.",
        "password": "New password",
        "choose_button": "Save the password",
        "again": "Ask for a new link",
        "password_chosen_title": "Password saved",
        "password_chosen": "Your password has been changed. Please sign in with the new one.",
    },
}
"""By language, and by what is said; both languages say the same."""
