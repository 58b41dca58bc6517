"""The dashboard: ``streamlit run dashboard.py``. Every request runs the frame, a cold deep link included."""

import streamlit as st

from pages.parts.serving import DOOR, ROUTES, lifespan

app = st.App("pages/parts/frame.py", lifespan=lifespan, routes=ROUTES, middleware=DOOR)
